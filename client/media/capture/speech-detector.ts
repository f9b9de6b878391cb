// Speech close to a microphone, after automatic gain, is well above this; a fan
// or a keyboard in the distance is below.
const SPEECH_LEVEL_DB = -45
// A cough is one loud moment, speech is several within half a second.
const LOUD_READINGS = 3
const WINDOW_MS = 600
const HOLD_MS = 3_000

/**
 * Tells speech from noise by the level alone, well enough for a hint such as
 * "you are muted".
 */
export class SpeechDetector {
  #loudAt: number[] = []
  #heardAt = Number.NEGATIVE_INFINITY

  /**
   * Takes a reading.
   *
   * @param decibels - level in dBFS
   * @param now - milliseconds of any steady clock
   * @returns whether somebody speaks, held for some seconds after the last word
   */
  feed(decibels: number, now: number): boolean {
    if (decibels >= SPEECH_LEVEL_DB) this.#loudAt.push(now)
    this.#loudAt = this.#loudAt.filter((at) => now - at < WINDOW_MS)
    if (this.#loudAt.length >= LOUD_READINGS) this.#heardAt = now
    return now - this.#heardAt < HOLD_MS
  }

  /** Forgets what was heard. */
  reset(): void {
    this.#loudAt = []
    this.#heardAt = Number.NEGATIVE_INFINITY
  }
}
