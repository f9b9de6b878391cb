import type { Kind } from '../../../protocol/index.ts'

/** A track whose bit rate is looked at now and then. */
export interface WatchedTrack {
  readonly kind: Kind
  /** What arrives of it, in bit/s; undefined when it is gone. Never rejects. */
  measure(): Promise<number | undefined>
  /**
   * Takes what was measured.
   *
   * @returns whether to look again soon
   */
  measured(bitsPerSecond: number): boolean
}

// Every measurement is a message to a media worker and back: so many a second, however many people there are.
const TICK_MS = 100
const MEASUREMENTS_PER_TICK = 4
// Audio is looked at first: nothing holds it back on its way to everybody.
const AUDIO_PER_TICK = 2
// The worker counts over the last two and a half seconds.
const AGAIN_MS = 3000

/** Tracks of one kind in the order in which they are looked at next, and when that is due. */
type Line = Map<WatchedTrack, number>

/** Looks at the bit rates of all tracks of a server, a few at a time, and sooner where one is too high. */
export class UplinkWatch {
  readonly #lines: Readonly<Record<Kind, Line>> = { audio: new Map(), video: new Map() }
  /** Those that were too high when they were last looked at. */
  readonly #suspects: Line = new Map()
  #timer: NodeJS.Timeout | undefined
  #isMeasuring = false

  /**
   * Begins to look at a track.
   *
   * @returns a function that ends this
   */
  add(track: WatchedTrack): () => void {
    this.#lines[track.kind].set(track, performance.now() + AGAIN_MS)
    this.#timer ??= setInterval(() => void this.#tick(), TICK_MS).unref()
    return () => this.#remove(track)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    for (const line of [this.#lines.audio, this.#lines.video, this.#suspects]) line.clear()
  }

  #remove(track: WatchedTrack): void {
    this.#lines[track.kind].delete(track)
    this.#suspects.delete(track)
    if (this.#lines.audio.size + this.#lines.video.size === 0) this.close()
  }

  async #tick(): Promise<void> {
    // A worker that does not answer gets no more questions.
    if (this.#isMeasuring) return
    this.#isMeasuring = true
    try {
      await Promise.all(this.#choose(performance.now()).map(async (track) => await this.#measure(track)))
    } finally {
      this.#isMeasuring = false
    }
  }

  /** Who is looked at now: audio, then suspects, then video, each from the front of its line. */
  #choose(now: number): WatchedTrack[] {
    const chosen = new Set<WatchedTrack>()
    const take = (line: Line, most: number): void => {
      for (const [track, dueAt] of line) {
        if (most <= 0 || chosen.size >= MEASUREMENTS_PER_TICK || dueAt > now) return
        most -= 1
        line.delete(track)
        line.set(track, now + AGAIN_MS)
        chosen.add(track)
      }
    }
    take(this.#suspects, MEASUREMENTS_PER_TICK / 4)
    take(this.#lines.audio, AUDIO_PER_TICK)
    take(this.#lines.video, MEASUREMENTS_PER_TICK)
    take(this.#lines.audio, MEASUREMENTS_PER_TICK)
    take(this.#suspects, MEASUREMENTS_PER_TICK)
    return [...chosen]
  }

  async #measure(track: WatchedTrack): Promise<void> {
    const bitsPerSecond = await track.measure()
    if (bitsPerSecond === undefined || !this.#lines[track.kind].has(track)) return
    if (!track.measured(bitsPerSecond)) this.#suspects.delete(track)
    // A track that was removed while it was told of is in no line any more.
    else if (this.#lines[track.kind].has(track) && !this.#suspects.has(track)) {
      this.#suspects.set(track, performance.now() + AGAIN_MS)
    }
  }
}
