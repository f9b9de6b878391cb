import type { ReceivedStream } from '../native-peer/receiver.ts'
import { ageOf, type Stamp } from '../native-peer/stamp.ts'
import type { Measures } from './measures.ts'

/** Measures how long after its beginning a voice arrives at a listener. */
export class Listening {
  readonly #measures: Measures
  /** When each stream was last seen running or paused, by `performance.now()`. */
  readonly #pausedUntil = new Map<string, number>()
  #from = Number.POSITIVE_INFINITY
  #heard: number[] = []

  constructor(measures: Measures) {
    this.#measures = measures
  }

  /**
   * Voices that were heard and had begun since the window was opened.
   *
   * @param until - by `performance.now()`; what began later does not count
   */
  heardUntil(until: number): number {
    return this.#heard.filter((beganAt) => beganAt < until).length
  }

  /** Measures voices that begin from now on. */
  open(): void {
    this.#from = performance.now()
    this.#heard = []
  }

  close(): void {
    this.#from = Number.POSITIVE_INFINITY
  }

  /** Notes which streams the server keeps without sending. */
  noteState(streams: readonly ReceivedStream[]): void {
    const now = performance.now()
    for (const { consumerId, paused, openedAt } of streams) {
      const until = this.#pausedUntil.get(consumerId)
      if (paused) this.#pausedUntil.set(consumerId, Number.POSITIVE_INFINITY)
      else if (until === Number.POSITIVE_INFINITY) this.#pausedUntil.set(consumerId, now)
      else if (until === undefined) this.#pausedUntil.set(consumerId, openedAt)
    }
  }

  /** The first packet of a stretch of speech that came. */
  voiceBegan(stream: ReceivedStream, stamp: Stamp): void {
    const age = ageOf(stamp.since)
    const beganAt = performance.now() - age
    if (beganAt < this.#from) return
    this.#heard.push(beganAt)
    const runsSince = this.#pausedUntil.get(stream.consumerId) ?? stream.openedAt
    if (stream.openedAt > beganAt) this.#measures.add('onsetNew', age)
    else if (runsSince > beganAt) this.#measures.add('onsetResumed', age)
    else this.#measures.add('onsetRunning', age)
  }
}
