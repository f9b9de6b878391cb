import type { FrameCounts } from '../track-stats.ts'
import { repeatSteadily } from './steady-timer.ts'

/** What a drop watch looks at and what it does. */
export interface DropWatchOptions {
  /** Frames that were captured so far; undefined where the browser does not count them. */
  captured: () => number | undefined
  /** Asked only around changes of the picture, because it costs the browser some work. */
  count: () => Promise<FrameCounts | undefined>
  /** Whether anything is to be sent at all. */
  isWanted: () => boolean
  /** Encodes the last frame anew. */
  encodeAnew: () => void
}

const INTERVAL_MS = 100
/** So long after a captured frame its way through the encoder is followed. */
const FOLLOWED_MS = 400
/** An encoder may take this many times as long as usual. */
const PATIENCE = 3
/** From one attempt to the next, which are few for one frame. */
const AGAIN_MS = 500
const ATTEMPTS = 3
// A frame that is still in the encoder looks like one that was dropped. Where encoding takes less than
// half of the time between two repeats, it does not do so at each of several looks.
const SURE_LOOKS = 3
const SURE_ENCODE_MS = 30

/**
 * Notices that an encoder dropped the last frame of a picture that stands still from then on, and
 * has it encoded anew.
 *
 * libvpx drops a frame that has far more bits than its share, as a changed page does, and counts on
 * the next one. A shared page brings none: libwebrtc repeats the frame, as a rule after a fraction
 * of a second. But a frame that came while the one before it was being encoded inherits what is
 * found of that one, that it is sharp already, and then the repeat comes a second later.
 * Nothing can be set to avoid either.
 * Source: libvpx, `vp8_drop_encodedframe_overshoot`; libwebrtc, `video/frame_cadence_adapter.cc`.
 */
export class DropWatch {
  readonly #options: DropWatchOptions
  readonly #end: () => void
  #captured: number | undefined
  /** When the last captured frame was seen; undefined once nothing is to be found out about it. */
  #followedSince: number | undefined
  /** How many frames had been dropped when the encoder was last known to have taken the newest one. */
  #settled: number | undefined
  /** Frames are missing, and since when no other one was offered or encoded. */
  #suspicion: { counts: FrameCounts; since: number } | undefined
  /** How many looks in a row found that as much came out as was offered, while frames were missing. */
  #steadyLooks = 0
  #attempts = 0
  #triedAt = -Infinity
  /** Frames that had come out by then. */
  #triedWith = 0
  #isCounting = false
  #closed = false

  constructor(options: DropWatchOptions) {
    this.#options = options
    this.#end = repeatSteadily(INTERVAL_MS, () => void this.#look())
  }

  /** Ends the watch. */
  close(): void {
    this.#closed = true
    this.#end()
  }

  async #look(): Promise<void> {
    if (this.#isCounting || this.#closed) return
    if (!this.#options.isWanted()) {
      // An encoder that is off counts in its own way; it begins with a key frame, too.
      this.#settled = this.#suspicion = undefined
      return
    }
    const isNew = this.#noteCapture()
    if (this.#captured === undefined) return
    // Of what moves the last frame alone is looked after: any other one is followed by the next.
    if (this.#settled !== undefined && (isNew || this.#followedSince === undefined)) return
    const counts = await this.#count()
    if (counts && !this.#closed && this.#options.isWanted()) this.#judge(counts, performance.now())
  }

  /** Returns whether something was captured since the last look. */
  #noteCapture(): boolean {
    const captured = this.#options.captured()
    if (captured === this.#captured) return false
    this.#captured = captured
    this.#followedSince = performance.now()
    this.#attempts = 0
    return true
  }

  async #count(): Promise<FrameCounts | undefined> {
    this.#isCounting = true
    try {
      return await this.#options.count()
    } catch {
      // The sender is gone, and so is the watch before long.
      return undefined
    } finally {
      this.#isCounting = false
    }
  }

  #judge(counts: FrameCounts, now: number): void {
    const missing = counts.offered - counts.encoded
    const before = this.#suspicion
    this.#steadyLooks = isTakenAll(before?.counts, counts) ? this.#steadyLooks + 1 : 0
    const isSure = this.#steadyLooks >= SURE_LOOKS && counts.encodeMs < SURE_ENCODE_MS
    if (this.#settled === undefined || missing <= this.#settled || isSure || this.#isAnswered(counts)) {
      this.#settle(missing, now)
      return
    }
    if (before?.counts.offered !== counts.offered || before.counts.encoded !== counts.encoded) {
      this.#suspicion = { counts, since: now }
      return
    }
    // It may still be at work.
    if (now - before.since < Math.max(INTERVAL_MS / 2, PATIENCE * counts.encodeMs)) return
    this.#tryAgain(counts, now)
  }

  /** Whether a frame came out since the last one was to be encoded anew, and nothing has changed in the meantime. */
  #isAnswered({ encoded }: FrameCounts): boolean {
    return this.#attempts > 0 && encoded > this.#triedWith
  }

  #settle(missing: number, now: number): void {
    this.#settled = missing
    this.#suspicion = undefined
    this.#steadyLooks = 0
    // A frame that was captured just now may not have reached the encoder yet.
    if (this.#followedSince !== undefined && now - this.#followedSince >= FOLLOWED_MS) {
      this.#followedSince = undefined
    }
  }

  #tryAgain({ offered, encoded }: FrameCounts, now: number): void {
    if (now - this.#triedAt < AGAIN_MS) return
    if (this.#attempts >= ATTEMPTS) {
      this.#followedSince = undefined
      this.#settle(offered - encoded, now)
      return
    }
    this.#attempts += 1
    this.#triedAt = now
    this.#triedWith = encoded
    this.#options.encodeAnew()
  }
}

/** Whether as much came out from one count to the next as was offered. */
function isTakenAll(before: FrameCounts | undefined, now: FrameCounts): boolean {
  if (!before) return false
  const encoded = now.encoded - before.encoded
  return encoded > 0 && encoded === now.offered - before.offered
}
