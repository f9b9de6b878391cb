import type { CaptureFault } from '../../../protocol/index.ts'
import type { VideoSize } from '../media-types.ts'
import { capturedFrames } from '../track-stats.ts'

/** Whoever hears what becomes of a captured track. */
export interface TrackWatchEvents {
  /** Nothing comes of the device for this reason, or something again. */
  faultChanged: (fault: CaptureFault | null) => void
  /** The picture has another size, and keeps it. */
  resized: () => void
}

/** Calls back once a second, until the returned function is called. */
export type EverySecond = (look: () => void) => () => void

// Cameras in the dark take up to a second for a frame, and some pause while they refocus.
const STILL_LOOKS = 4
// A phone that is being turned, or a window that is dragged, is not done yet.
const SETTLED_LOOKS = 2

/**
 * Watches a captured track, because a device may go silent without ending: the system mutes it,
 * another program takes it, a virtual camera brings nothing; and because its picture may change
 * its size, of which browsers tell nobody.
 * Source: W3C Media Capture and Streams, "MediaStreamTrack.muted"; W3C MediaStreamTrack
 * Extensions, "MediaStreamTrack Statistics", which not every browser has.
 */
export class TrackWatch {
  readonly #track: MediaStreamTrack
  readonly #events: TrackWatchEvents
  readonly #end: () => void
  readonly #evaluate = (): void => this.#tell()
  #fault: CaptureFault | null = null
  #frames: number | undefined
  #stillLooks = 0
  #size: VideoSize
  /** The size before it began to change, until it has settled. */
  #settledSize: VideoSize
  #sameLooks = 0

  constructor(track: MediaStreamTrack, everySecond: EverySecond, events: TrackWatchEvents) {
    this.#track = track
    this.#events = events
    this.#size = this.#settledSize = sizeOf(track)
    for (const event of EVENTS) track.addEventListener(event, this.#evaluate)
    // A microphone that hears nothing cannot be told from a quiet room.
    this.#end = track.kind === 'video' ? everySecond(() => this.#look()) : () => undefined
    this.#tell()
  }

  /** Why nothing comes; null while something does. */
  get fault(): CaptureFault | null {
    return this.#fault
  }

  close(): void {
    this.#end()
    for (const event of EVENTS) this.#track.removeEventListener(event, this.#evaluate)
  }

  #look(): void {
    this.#countFrames()
    this.#tell()
    this.#compareSize()
  }

  #countFrames(): void {
    const frames = capturedFrames(this.#track)
    const stands = frames !== undefined && frames === this.#frames && this.#track.enabled
    this.#stillLooks = stands ? this.#stillLooks + 1 : 0
    this.#frames = frames
  }

  #tell(): void {
    const { muted, readyState } = this.#track
    // One that has ended is replaced, and the reason is another one.
    if (readyState === 'ended') return
    const fault = muted ? 'muted' : this.#stillLooks >= STILL_LOOKS ? 'no-frames' : null
    if (fault === this.#fault) return
    this.#fault = fault
    this.#events.faultChanged(fault)
  }

  #compareSize(): void {
    const size = sizeOf(this.#track)
    this.#sameLooks = isSame(size, this.#size) ? this.#sameLooks + 1 : 0
    this.#size = size
    if (this.#sameLooks < SETTLED_LOOKS || isSame(size, this.#settledSize)) return
    this.#settledSize = size
    this.#events.resized()
  }
}

const EVENTS = ['mute', 'unmute'] as const

function sizeOf(track: MediaStreamTrack): VideoSize {
  const { width = 0, height = 0 } = track.getSettings()
  return { width, height }
}

function isSame(a: VideoSize, b: VideoSize): boolean {
  return a.width === b.width && a.height === b.height
}
