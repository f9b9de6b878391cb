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
// By then a flood shows, of which the worker has counted a part; it never counts more than there was.
const SUSPECT_MS = 500

/** Tracks of one kind in the order in which they are looked at next, and when that is due. */
type Line = Map<WatchedTrack, number>

/** Looks at the bit rates of all tracks of a server, a few at a time, and sooner where one is too high. */
export class UplinkWatch {
  readonly #lines: Readonly<Record<Kind, Line>> = { audio: new Map(), video: new Map() }
  /** Those that were too high when they were last looked at. */
  readonly #suspects: Line = new Map()
  /** Those that are looked at once more before their first turn. */
  readonly #early: Line = new Map()
  #timer: NodeJS.Timeout | undefined
  #isMeasuring = false

  /**
   * Begins to look at a track.
   *
   * @param how - `isSuspect` to look sooner for the first time, as somebody like its owner sent too much lately
   * @returns a function that ends this
   */
  add(track: WatchedTrack, { isSuspect = false } = {}): () => void {
    const now = performance.now()
    this.#lines[track.kind].set(track, now + AGAIN_MS)
    if (isSuspect) this.#early.set(track, now + SUSPECT_MS)
    this.#timer ??= setInterval(() => void this.#tick(), TICK_MS).unref()
    return () => this.#remove(track)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    for (const line of this.#allLines) line.clear()
  }

  #remove(track: WatchedTrack): void {
    for (const line of this.#allLines) line.delete(track)
    if (this.#lines.audio.size + this.#lines.video.size === 0) this.close()
  }

  get #allLines(): Line[] {
    return [this.#lines.audio, this.#lines.video, this.#suspects, this.#early]
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

  /** Who is looked at now, each from the front of its line. Audio keeps its share, whoever is suspected. */
  #choose(now: number): WatchedTrack[] {
    const chosen = new Set<WatchedTrack>()
    const take = (line: Line, most: number): void => {
      for (const [track, dueAt] of line) {
        if (most <= 0 || chosen.size >= MEASUREMENTS_PER_TICK || dueAt > now) return
        most -= 1
        line.delete(track)
        if (line !== this.#early) line.set(track, now + AGAIN_MS)
        chosen.add(track)
      }
    }
    take(this.#suspects, MEASUREMENTS_PER_TICK / 4)
    take(this.#early, MEASUREMENTS_PER_TICK / 4)
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
