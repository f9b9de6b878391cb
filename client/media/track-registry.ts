import type { Source } from '../../protocol/index.ts'
import { trackKey } from './track-key.ts'

/** Who owns a track: a participant's id, or `local` for what this page captures. */
export type TrackOwner = string

/** Owner of the tracks that this page captures, joined or not. */
export const LOCAL_OWNER = 'local'

/** A live track and the media session that it came with. */
interface Entry {
  track: MediaStreamTrack
  /** Identity of what put it there, so that a late removal cannot hit a newer track. */
  holder: object
}

/**
 * The live tracks of a page, by owner and source. State is plain data and names
 * tracks by key; this is where the key leads.
 */
export class TrackRegistry {
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<() => void>()

  /** The track of an owner, or undefined when none arrives. */
  find(owner: TrackOwner, source: Source): MediaStreamTrack | undefined {
    return this.#entries.get(trackKey(owner, source))?.track
  }

  /** Puts a track in place of whatever was there. */
  set(owner: TrackOwner, source: Source, track: MediaStreamTrack, holder: object): void {
    this.#entries.set(trackKey(owner, source), { track, holder })
    this.#notify()
  }

  /**
   * Takes a track away, but only if `holder` still owns the place.
   *
   * @returns whether something was removed
   */
  remove(owner: TrackOwner, source: Source, holder: object): boolean {
    const key = trackKey(owner, source)
    if (this.#entries.get(key)?.holder !== holder) return false
    this.#entries.delete(key)
    this.#notify()
    return true
  }

  /** Calls the listener after every change. Returns the end of the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
