import {
  packConsumers,
  type ConsumersChanged,
  type ConsumerUpdate,
  type Stall,
} from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type {
  ConsumerSettings,
  CreatedConsumer,
  PlannedConsumer,
  SubscriberPort,
} from '../ports/media-subscriber.ts'
import { isApplied, settingsOf } from './consumer-settings.ts'
import { RetryTimer } from './retry-timer.ts'
import { StallBatch } from './stall-batch.ts'
import type { Reconcilable } from './view-scheduler.ts'

interface HeldConsumer {
  consumerId: string
  /** True once the client acknowledged it. */
  ready: boolean
  /** What the client believes; undefined when nobody knows. */
  told: { paused: boolean | undefined; stall: Stall | null }
  applied: ConsumerSettings | null
}

/** What a reconciler works with. */
export interface ViewReconcilerOptions {
  subscriber: SubscriberPort
  /** Whether somebody is there to be told. */
  isListening: () => boolean
  send: (batch: ConsumersChanged) => void
  /** What the viewer should receive now. */
  plan: () => Map<string, PlannedConsumer>
  /** Asks to be brought in line once more, because something planned could not be opened. */
  again: () => void
  /** Called with each plan that was put into effect. */
  planned: (plan: ReadonlyMap<string, PlannedConsumer>) => void
  logger: Logger
}

/**
 * Brings what one viewer receives to what the plan says: closes what is no
 * longer wanted, opens what is new in one batch, and adjusts the rest.
 */
export class ViewReconciler implements Reconcilable {
  readonly #options: ViewReconcilerOptions
  readonly #held = new Map<string, HeldConsumer>()
  /** Producers whose consumers are being created. */
  #opening: ReadonlySet<string> = new Set()
  /** Consumers that only the client knows. */
  #strays: string[] = []
  readonly #stalls: StallBatch
  readonly #retry: RetryTimer
  #closed = false

  constructor(options: ViewReconcilerOptions) {
    this.#options = options
    this.#retry = new RetryTimer(options.again)
    this.#stalls = new StallBatch((updated) => options.send({ shared: {}, added: [], removed: [], updated }))
  }

  /** Whether the viewer receives this producer, or is about to. */
  holds(producerId: string): boolean {
    return this.#held.has(producerId) || this.#opening.has(producerId)
  }

  /** The client opened these consumers: their media may flow. Those acknowledged before go on as they are. */
  async acknowledge(consumerIds: readonly string[]): Promise<void> {
    const plan = this.#options.plan()
    const resumed: Promise<void>[] = []
    for (const [producerId, held] of this.#named(consumerIds)) {
      if (held.ready) continue
      held.ready = true
      const planned = plan.get(producerId)
      if (planned) resumed.push(this.#adjust(held, planned))
    }
    await Promise.all(resumed)
  }

  /** Brings acknowledged consumers in line with the plan, and asks for key frames of what they forward then. */
  async refresh(consumerIds: readonly string[]): Promise<void> {
    const plan = this.#options.plan()
    const running = this.#named(consumerIds).filter(([, held]) => held.ready)
    if (running.length === 0) return
    const adjusted = running.map(async ([producerId, held]) => {
      const planned = plan.get(producerId)
      if (planned) await this.#adjust(held, planned)
    })
    // Asked after the adjustment, so that the key frame is one of the layer that is wanted now.
    const asked = this.#options.subscriber.requestKeyFrames(running.map(([, { consumerId }]) => consumerId))
    await Promise.all([...adjusted, asked])
  }

  /** The picture of a consumer stands still, or moves again. */
  reportStall(consumerId: string, stall: Stall | null): void {
    const held = [...this.#held.values()].find((one) => one.consumerId === consumerId)
    if (!held) return
    held.told.stall = stall
    this.#stalls.add(consumerId, stall)
  }

  /**
   * The client came back with these consumers open. Others that it was told of
   * are closed here, and opened anew by the next reconciliation if need be.
   */
  resync(consumerIds: readonly string[]): void {
    const strays = new Set(consumerIds)
    const unknown: string[] = []
    for (const [producerId, held] of this.#held) {
      if (strays.delete(held.consumerId)) {
        held.ready = true
        held.told.paused = undefined
      } else {
        unknown.push(held.consumerId)
        this.#forget(producerId, held)
      }
    }
    this.#options.subscriber.close(unknown)
    this.#strays = [...strays]
  }

  close(): void {
    this.#closed = true
    this.#stalls.close()
    this.#retry.reset()
    this.#held.clear()
    this.#options.planned(new Map())
  }

  async reconcile(): Promise<void> {
    // While nobody listens all goes on as it is; the return brings a resync.
    if (this.#closed || !this.#options.isListening()) return
    try {
      await this.#reconcile()
    } catch (error) {
      this.#options.logger.error({ err: error }, 'could not bring consumers in line with the view')
    }
  }

  async #reconcile(): Promise<void> {
    const { subscriber, planned } = this.#options
    const plan = this.#options.plan()
    planned(plan)
    const dropped = this.#drop(plan)
    subscriber.close(dropped)
    const removed = [...dropped, ...this.#strays]
    this.#strays = []
    const orders = [...plan.values()].filter(({ producerId }) => !this.#held.has(producerId))
    const { updated, adjusted } = this.#update(plan)
    const [added, adjusting] = await Promise.all([this.#open(orders), Promise.allSettled(adjusted)])
    if (this.isClosed()) return
    for (const consumer of added) {
      const paused = plan.get(consumer.producerId)?.paused ?? false
      consumer.paused = paused
      this.#held.set(consumer.producerId, {
        consumerId: consumer.id,
        ready: false,
        told: { paused, stall: null },
        applied: null,
      })
    }
    this.#retryMissing(orders)
    if (added.length + removed.length + updated.length > 0) {
      this.#options.send({ ...packConsumers(added, removed), updated })
    }
    for (const result of adjusting) if (result.status === 'rejected') throw result.reason
  }

  async #open(orders: readonly PlannedConsumer[]): Promise<CreatedConsumer[]> {
    if (orders.length === 0) return []
    this.#opening = new Set(orders.map(({ producerId }) => producerId))
    try {
      return await this.#options.subscriber.consume(orders)
    } finally {
      this.#opening = new Set()
    }
  }

  /** Most of what could not be opened has just ended, and is in no plan any more. */
  #retryMissing(orders: readonly PlannedConsumer[]): void {
    const missing = orders.filter(({ producerId }) => !this.#held.has(producerId))
    const plan = missing.length > 0 ? this.#options.plan() : undefined
    if (missing.some(({ producerId }) => plan?.has(producerId))) this.#retry.schedule()
    else this.#retry.reset()
  }

  #forget(producerId: string, { consumerId }: HeldConsumer): void {
    this.#held.delete(producerId)
    this.#stalls.forget(consumerId)
  }

  /** Read through a call, because it changes while something is awaited. */
  isClosed(): boolean {
    return this.#closed
  }

  #named(consumerIds: readonly string[]): [producerId: string, held: HeldConsumer][] {
    const named = new Set(consumerIds)
    return [...this.#held].filter(([, { consumerId }]) => named.has(consumerId))
  }

  #drop(plan: ReadonlyMap<string, PlannedConsumer>): string[] {
    const removed: string[] = []
    for (const [producerId, held] of this.#held) {
      if (plan.has(producerId)) continue
      removed.push(held.consumerId)
      this.#forget(producerId, held)
    }
    return removed
  }

  #update(plan: ReadonlyMap<string, PlannedConsumer>): {
    updated: ConsumerUpdate[]
    adjusted: Promise<void>[]
  } {
    const updated: ConsumerUpdate[] = []
    const adjusted: Promise<void>[] = []
    for (const [producerId, held] of this.#held) {
      const planned = plan.get(producerId)
      if (!planned) continue
      if (held.ready) adjusted.push(this.#adjust(held, planned))
      if (held.told.paused === planned.paused) continue
      // Whoever came back may have missed the reason why a picture stands still.
      const missed = held.told.paused === undefined ? { stall: held.told.stall } : {}
      held.told.paused = planned.paused
      updated.push({ id: held.consumerId, paused: planned.paused, ...missed })
    }
    return { updated, adjusted }
  }

  async #adjust(held: HeldConsumer, planned: PlannedConsumer): Promise<void> {
    const wanted = settingsOf(planned)
    if (isApplied(held.applied, wanted)) return
    held.applied = wanted
    await this.#options.subscriber.adjust(held.consumerId, wanted)
  }
}
