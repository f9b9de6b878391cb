import { packConsumers } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { ParticipantConnection } from './connection-port.ts'
import type { ConsumerSettings, MediaPeer } from './media-port.ts'
import type { PlannedConsumer } from './view-planner.ts'

interface HeldConsumer {
  consumerId: string
  /** True once the client acknowledged it. */
  ready: boolean
  applied: ConsumerSettings | null
}

export interface ViewReconcilerOptions {
  peer: MediaPeer
  connection: ParticipantConnection
  /** What the viewer should receive now. */
  plan: () => Map<string, PlannedConsumer>
  logger: Logger
}

/**
 * Brings what one viewer receives to what the plan says: closes what is no
 * longer wanted, opens what is new in one batch, and adjusts the rest. Runs
 * never overlap; a change during a run causes one more.
 */
export class ViewReconciler {
  readonly #options: ViewReconcilerOptions
  readonly #held = new Map<string, HeldConsumer>()
  #state: 'idle' | 'scheduled' | 'running' | 'rerun' | 'closed' = 'idle'

  constructor(options: ViewReconcilerOptions) {
    this.#options = options
  }

  /** Says that the plan may have changed. Cheap, and may be called often. */
  invalidate(): void {
    if (this.#state === 'running') this.#state = 'rerun'
    if (this.#state !== 'idle') return
    this.#state = 'scheduled'
    // One turn of the event loop gathers the changes of one request.
    setImmediate(() => void this.#run())
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

  close(): void {
    this.#state = 'closed'
    this.#held.clear()
  }

  get #closed(): boolean {
    return this.#state === 'closed'
  }

  async #run(): Promise<void> {
    if (this.#closed) return
    this.#state = 'running'
    try {
      await this.#reconcile()
    } catch (error) {
      this.#options.logger.error({ err: error }, 'could not bring consumers in line with the view')
    }
    if (this.#closed) return
    const again = (this.#state as string) === 'rerun'
    this.#state = 'idle'
    if (again) this.invalidate()
  }

  async #reconcile(): Promise<void> {
    const { peer, connection } = this.#options
    const plan = this.#options.plan()
    const removed: string[] = []
    for (const [producerId, held] of this.#held) {
      if (plan.has(producerId)) continue
      removed.push(held.consumerId)
      this.#held.delete(producerId)
    }
    peer.closeConsumers(removed)

    const orders = [...plan.values()].filter(({ producerId }) => !this.#held.has(producerId))
    const adjusted = [...plan.values()].flatMap((planned) => {
      const held = this.#held.get(planned.producerId)
      return held?.ready ? [this.#adjust(held, planned)] : []
    })
    const added = orders.length > 0 ? await peer.consume(orders) : []
    await Promise.all(adjusted)
    if (this.#closed) return
    for (const { producerId, id } of added) {
      this.#held.set(producerId, { consumerId: id, ready: false, applied: null })
    }
    if (added.length > 0 || removed.length > 0) {
      connection.notify('consumers:changed', packConsumers(added, removed))
    }
  }

  async #adjust(held: HeldConsumer, planned: PlannedConsumer): Promise<void> {
    const wanted: ConsumerSettings = {
      priority: planned.priority,
      paused: false,
      ...(planned.spatialLayer === undefined ? {} : { spatialLayer: planned.spatialLayer }),
    }
    const { applied } = held
    if (
      applied?.priority === wanted.priority &&
      applied.spatialLayer === wanted.spatialLayer &&
      applied.paused === wanted.paused
    ) {
      return
    }
    held.applied = wanted
    await this.#options.peer.adjustConsumer(held.consumerId, wanted)
  }
}
