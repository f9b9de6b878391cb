import type { DataConsumer } from 'mediasoup/types'
import { isClosed } from '../library/late-object.ts'

/** The part of a data consumer that the queue uses. */
export type ChannelStream = Pick<DataConsumer, 'closed' | 'send'> & {
  once(event: 'bufferedamountlow', listener: () => void): unknown
  readonly observer: { once(event: 'close', listener: () => void): unknown }
}

// Above this the worker holds enough for a client that reads slowly, in bytes.
const BUFFER_HIGH = 512 * 1024
/** Above this the client does not read at all, in UTF-16 code units. */
const QUEUE_MAX = 8 * 1024 * 1024

/**
 * Messages of one channel for one participant alone, in order: history, acknowledgements of
 * repeats, refusals. It fills the stream only as fast as the client reads.
 */
export class ChannelQueue {
  readonly #stream: ChannelStream
  readonly #stuck: () => void
  #tail: Promise<void> = Promise.resolve()
  #waiting = 0

  /** @param stuck - called with every event that no longer fits; it is dropped */
  constructor(stream: ChannelStream, stuck: () => void) {
    this.#stream = stream
    this.#stuck = stuck
  }

  /** Fulfilled when the event was handed over, or dropped. */
  async send(payload: string): Promise<void> {
    // One event always fits, however long the history may be that came before it.
    if (this.#waiting > QUEUE_MAX) {
      this.#stuck()
      return
    }
    this.#waiting += payload.length
    const sent = this.#tail.then(async () => await this.#sendNow(payload))
    this.#tail = sent.catch(() => undefined)
    await sent.finally(() => (this.#waiting -= payload.length))
  }

  async #sendNow(payload: string): Promise<void> {
    if (this.#stream.closed) return
    const buffered = await this.#stream.send(payload)
    if (buffered < BUFFER_HIGH || isClosed(this.#stream)) return
    await new Promise<void>((resolve) => {
      this.#stream.once('bufferedamountlow', () => resolve())
      this.#stream.observer.once('close', () => resolve())
    })
  }
}
