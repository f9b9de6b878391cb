import { speakersOf, stretchesOf, TURN_MS, type Cast } from './plan.ts'

/** Something with a voice. */
export interface Voice {
  readonly index: number
  setSpeaking(speaking: boolean): void
}

/**
 * Who speaks when. All processes follow the same plan from the same moment on,
 * so that each knows whom it should hear.
 */
export class Speech {
  readonly #cast: Cast
  /** Whether the same clients speak all the time. */
  readonly #isSteady: boolean
  readonly #voices = new Set<Voice>()
  #epoch: number | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(cast: Cast, { isSteady }: { isSteady: boolean }) {
    this.#cast = cast
    this.#isSteady = isSteady
  }

  /** Whether any client speaks now. */
  get isHeard(): boolean {
    const turn = this.#turnAt(Date.now())
    return turn !== undefined && this.#speakers(turn).size > 0
  }

  /** Whether a client speaks now. */
  speaks(index: number): boolean {
    const turn = this.#turnAt(Date.now())
    return turn !== undefined && this.#speakers(turn).has(index)
  }

  /** Lets a client of this process take part. */
  add(voice: Voice): void {
    this.#voices.add(voice)
    voice.setSpeaking(this.speaks(voice.index))
  }

  remove(voice: Voice): void {
    this.#voices.delete(voice)
  }

  /** @param epoch - when the first turn begins, in milliseconds since 1970 */
  start(epoch: number): void {
    this.#epoch = epoch
    this.#timer ??= setTimeout(() => this.#run(), Math.max(0, epoch - Date.now()))
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#epoch = undefined
  }

  /** How many stretches of speech that began in a span of time a listener should have heard. */
  heardBy(listener: number, from: number, to: number): number {
    if (this.#epoch === undefined || this.#isSteady) return 0
    const firstTurn = Math.max(0, Math.ceil((from - this.#epoch) / TURN_MS))
    const lastTurn = Math.max(0, Math.ceil((to - this.#epoch) / TURN_MS))
    return stretchesOf(this.#cast, firstTurn, lastTurn).filter(({ speaker }) => speaker !== listener).length
  }

  /**
   * Whether somebody spoke for half a turn or longer in a span of time, in
   * milliseconds since 1970.
   */
  spoke(index: number, from: number, to: number): boolean {
    if (this.#epoch === undefined) return false
    const epoch = this.#epoch
    const first = Math.max(0, Math.floor((from - epoch) / TURN_MS))
    for (let turn = first; epoch + turn * TURN_MS < to; turn += 1) {
      const begin = Math.max(from, epoch + turn * TURN_MS)
      const end = Math.min(to, epoch + (turn + 1) * TURN_MS)
      if (end - begin >= TURN_MS / 2 && this.#speakers(turn).has(index)) return true
    }
    return false
  }

  #run(): void {
    const now = Date.now()
    const turn = this.#turnAt(now) ?? 0
    const speakers = this.#speakers(turn)
    for (const voice of this.#voices) voice.setSpeaking(speakers.has(voice.index))
    const next = (this.#epoch ?? now) + (turn + 1) * TURN_MS
    this.#timer = setTimeout(() => this.#run(), Math.max(1, next - now))
  }

  #turnAt(now: number): number | undefined {
    if (this.#epoch === undefined || now < this.#epoch) return undefined
    return Math.floor((now - this.#epoch) / TURN_MS)
  }

  #speakers(turn: number): Set<number> {
    // After so many turns the first ones have begun and none has ended.
    return speakersOf(this.#isSteady ? this.#cast.speakers - 1 : turn, this.#cast)
  }
}
