import type { Worker } from 'mediasoup/types'

// Time for a worker to list what it has.
const DUMP_MS = 1000
// Parsing the list takes this process about 2 µs for each object. With this much rest for
// each of them, counting ten thousand objects takes less than a thousandth of its time.
const REST_MS_PER_OBJECT = 10

/**
 * Objects of all kinds that a worker itself says it has. mediasoup tells them one by one,
 * so the answer stays good for a while: the longer, the more there are.
 * Source: mediasoup documentation, "worker.dump()".
 */
export class ObjectCount {
  readonly #worker: Pick<Worker, 'dump'>
  #count: Promise<number> | undefined
  #goodUntil = Number.NEGATIVE_INFINITY

  constructor(worker: Pick<Worker, 'dump'>) {
    this.#worker = worker
  }

  /** The number; not a number when the worker does not answer in time. */
  async read(): Promise<number> {
    if (this.#count && performance.now() < this.#goodUntil) return await this.#count
    // Whoever asks before the answer is there waits for the same one.
    this.#goodUntil = Number.POSITIVE_INFINITY
    this.#count = this.#ask()
    const count = await this.#count
    this.#goodUntil = Number.isNaN(count) ? 0 : performance.now() + count * REST_MS_PER_OBJECT
    return count
  }

  async #ask(): Promise<number> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<number>((resolve) => {
      timer = setTimeout(() => resolve(Number.NaN), DUMP_MS)
      timer.unref()
    })
    const counted = this.#worker.dump().then(
      ({ channelMessageHandlers }) => channelMessageHandlers.channelRequestHandlers.length,
      // It ended while it was asked.
      () => Number.NaN,
    )
    const count = await Promise.race([counted, late])
    clearTimeout(timer)
    return count
  }
}
