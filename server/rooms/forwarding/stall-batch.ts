import type { ConsumerUpdate, Stall } from '../../../protocol/index.ts'

// A line that breaks down stops all video at once: what comes within this time travels together.
const INTERVAL_MS = 100

/** Gathers what a viewer is told of video that stands still, or moves again. */
export class StallBatch {
  readonly #send: (updates: ConsumerUpdate[]) => void
  readonly #stalls = new Map<string, Stall | null>()
  #timer: NodeJS.Timeout | undefined

  /** @param send - called with the newest state of each consumer that is still open */
  constructor(send: (updates: ConsumerUpdate[]) => void) {
    this.#send = send
  }

  /** A consumer stands still for this reason; null when it moves again. */
  add(consumerId: string, stall: Stall | null): void {
    this.#stalls.set(consumerId, stall)
    this.#timer ??= setTimeout(() => this.#flush(), INTERVAL_MS)
  }

  /** A consumer is closed: nothing more is said of it. */
  forget(consumerId: string): void {
    this.#stalls.delete(consumerId)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#stalls.clear()
  }

  #flush(): void {
    this.#timer = undefined
    const updates = [...this.#stalls].map(([id, stall]) => ({ id, stall }))
    this.#stalls.clear()
    if (updates.length > 0) this.#send(updates)
  }
}
