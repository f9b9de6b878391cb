// Below this a line takes sound and the smallest picture, in bit/s.
const LIMITED_BELOW = 250_000
// And from here on more than that: what is measured swings.
const ENOUGH_FROM = 400_000
// A picture that stood still begins anew in the smallest size, and stays so for this long:
// by then the line has been measured again.
const AFTER_LOSS_MS = 4000

/**
 * Says whether a line is so narrow that a viewer does better with the smallest pictures.
 * mediasoup itself learns only after seconds that a line has become narrow, fills it with
 * what was lost meanwhile, and then takes the largest picture of which a few frames a
 * second fit, whose key frame alone stops such a line.
 */
export class DownlinkLimit {
  readonly #changed: () => void
  #isLow = false
  #afterLoss: NodeJS.Timeout | undefined

  /** @param changed - called when the answer changed */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  get isLimited(): boolean {
    return this.#isLow || this.#afterLoss !== undefined
  }

  /** Takes an estimate of what gets through to the viewer, all streams together, in bit/s. */
  estimated(bitsPerSecond: number): void {
    this.#change(() => (this.#isLow = bitsPerSecond < (this.isLimited ? ENOUGH_FROM : LIMITED_BELOW)))
  }

  /** The viewer says that too much is lost on the way. */
  lost(): void {
    this.#change(() => {
      clearTimeout(this.#afterLoss)
      this.#afterLoss = setTimeout(() => this.#change(() => (this.#afterLoss = undefined)), AFTER_LOSS_MS)
    })
  }

  close(): void {
    clearTimeout(this.#afterLoss)
  }

  #change(step: () => void): void {
    const before = this.isLimited
    step()
    if (this.isLimited !== before) this.#changed()
  }
}
