import type { Consumer } from 'mediasoup/types'

/** A consumer as far as its priority goes. */
type Prioritised = Pick<Consumer, 'setPriority' | 'closed'>

interface Priority {
  wanted: number
  /** What the worker knows: 1 until it is told otherwise. Source: mediasoup documentation, `consumer.priority`. */
  sent: number
}

/**
 * Priorities of all videos that one participant receives. The worker compares them with
 * each other and with nothing else, so while all are equal it need not hear of any:
 * most people look at tiles of one size, and each call costs as much as a message.
 */
export class Priorities {
  readonly #priorities = new Map<Prioritised, Priority>()

  /** A new consumer, of which the worker knows nothing yet. */
  add(consumer: Prioritised, wanted: number): void {
    this.#priorities.set(consumer, { wanted, sent: 1 })
  }

  delete(consumer: Prioritised): void {
    this.#priorities.delete(consumer)
  }

  /** Notes what is wanted now, 1 to 255, and tells the worker what it must know. */
  async set(consumer: Prioritised, wanted: number): Promise<void> {
    const priority = this.#priorities.get(consumer)
    if (priority) priority.wanted = wanted
    if (this.#areEqual()) return
    const calls = [...this.#priorities].flatMap(([one, state]) => {
      if (state.sent === state.wanted || one.closed) return []
      state.sent = state.wanted
      return tell(one, state.wanted)
    })
    await Promise.all(calls)
  }

  /** Whether the worker ranks all the same, and shall. */
  #areEqual(): boolean {
    const [first, ...others] = this.#priorities.values()
    return others.every(({ wanted, sent }) => wanted === first?.wanted && sent === first.sent)
  }
}

async function tell(consumer: Prioritised, priority: number): Promise<void> {
  try {
    await consumer.setPriority(priority)
  } catch (error) {
    // Its producer may close at any moment; then there is nothing to rank.
    if (!consumer.closed) throw error
  }
}
