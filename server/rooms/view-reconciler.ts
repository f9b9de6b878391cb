import { packConsumers, type ConsumersChanged, type ConsumerUpdate } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { ParticipantConnection } from './connection-port.ts'
import type { ConsumerSettings, MediaPeer } from './media-port.ts'
import type { PlannedConsumer } from './view-planner.ts'
import type { Reconcilable } from './view-scheduler.ts'

interface HeldConsumer {
  consumerId: string
  /** True once the client acknowledged it. */
  ready: boolean
  /** Whether the client believes that the server sends nothing on it. */
  told: { paused: boolean }
  applied: ConsumerSettings | null
}

export interface ViewReconcilerOptions {
  peer: MediaPeer
  connection: ParticipantConnection
  /** What the viewer should receive now. */
  plan: () => Map<string, PlannedConsumer>
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
  #closed = false

  constructor(options: ViewReconcilerOptions) {
    this.#options = options
  }

  /** Whether the viewer receives this producer, or is about to. */
  holds(producerId: string): boolean {
    return this.#held.has(producerId) || this.#opening.has(producerId)
  }

  /** The client opened these consumers: their media may flow. */
  async acknowledge(consumerIds: readonly string[]): Promise<void> {
    const named = new Set(consumerIds)
    const plan = this.#options.plan()
    const resumed: Promise<void>[] = []
    for (const [producerId, held] of this.#held) {
      if (!named.has(held.consumerId) || held.ready) continue
      held.ready = true
      const planned = plan.get(producerId)
      if (planned) resumed.push(this.#adjust(held, planned))
    }
    await Promise.all(resumed)
  }

  /** Tells the client what became of consumers, outside of any plan. */
  report(updated: ConsumerUpdate[]): void {
    if (this.#closed || updated.length === 0) return
    this.#options.connection.notify('consumers:changed', { shared: {}, added: [], removed: [], updated })
  }

  close(): void {
    this.#closed = true
    this.#held.clear()
    this.#options.planned(new Map())
  }

  async reconcile(): Promise<void> {
    if (this.#closed) return
    try {
      await this.#reconcile()
    } catch (error) {
      this.#options.logger.error({ err: error }, 'could not bring consumers in line with the view')
    }
  }

  async #reconcile(): Promise<void> {
    const { peer, planned } = this.#options
    const plan = this.#options.plan()
    planned(plan)
    const removed = this.#drop(plan)
    peer.closeConsumers(removed)
    const orders = [...plan.values()].filter(({ producerId }) => !this.#held.has(producerId))
    const { updated, adjusted } = this.#update(plan)
    this.#opening = new Set(orders.map(({ producerId }) => producerId))
    const added = orders.length > 0 ? await peer.consume(orders) : []
    this.#opening = new Set()
    await Promise.all(adjusted)
    if (this.isClosed()) return
    for (const consumer of added) {
      const paused = plan.get(consumer.producerId)?.paused ?? false
      consumer.paused = paused
      this.#held.set(consumer.producerId, {
        consumerId: consumer.id,
        ready: false,
        told: { paused },
        applied: null,
      })
    }
    if (added.length + removed.length + updated.length === 0) return
    const batch: ConsumersChanged = { ...packConsumers(added, removed), updated }
    this.#options.connection.notify('consumers:changed', batch)
  }

  /** Read through a call, because it changes while something is awaited. */
  isClosed(): boolean {
    return this.#closed
  }

  #drop(plan: ReadonlyMap<string, PlannedConsumer>): string[] {
    const removed: string[] = []
    for (const [producerId, held] of this.#held) {
      if (plan.has(producerId)) continue
      removed.push(held.consumerId)
      this.#held.delete(producerId)
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
      held.told.paused = planned.paused
      updated.push({ id: held.consumerId, paused: planned.paused })
    }
    return { updated, adjusted }
  }

  async #adjust(held: HeldConsumer, planned: PlannedConsumer): Promise<void> {
    const { applied } = held
    const { priority, paused, spatialLayer } = planned
    const same =
      applied?.priority === priority && applied.spatialLayer === spatialLayer && applied.paused === paused
    if (same) return
    const wanted: ConsumerSettings = {
      priority,
      paused,
      ...(spatialLayer === undefined ? {} : { spatialLayer }),
    }
    held.applied = wanted
    await this.#options.peer.adjustConsumer(held.consumerId, wanted)
  }
}
