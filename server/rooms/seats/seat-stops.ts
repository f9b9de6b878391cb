import type { ActorName, Source } from '../../../protocol/index.ts'
import type { MediaOwner } from '../ports/connection.ts'
import type { StoredSeat } from '../ports/store.ts'

interface Stop {
  readonly by: string
  /** The page has switched it off: what it begins after that, its owner wants. */
  isHeeded: boolean
}

/** How long a page has to send again what it sent before it came back, in milliseconds. */
const SENDS_AGAIN_WITHIN_MS = 15_000

/**
 * What hosts have stopped of a seat. It outlives transports, connections and the process: whatever a page sends
 * again by itself begins stopped, until its owner starts it, ends it, or has heeded the stop before they began it.
 *
 * It also knows what is not sent at this moment and soon is, because it was sent when the transports were lost:
 * that can be stopped as well. All times are in milliseconds of `performance.now()`.
 */
export class SeatStops {
  readonly #stops = new Map<Source, Stop>()
  /** What was sent, and until when it is taken for interrupted. */
  readonly #interrupted = new Map<Source, number>()

  /** The stops of a new seat, or of one from before a restart: then nothing but its microphone says what it sent. */
  static of({ stops: stored, microphoneMuted }: Partial<StoredSeat>): SeatStops {
    const stops = new SeatStops()
    if (!stored) return stops
    for (const { source, by } of stored) stops.add(source, by)
    stops.lost(microphoneMuted === false ? ['microphone', 'camera', 'screen'] : ['camera', 'screen'])
    return stops
  }

  /** All that hosts have stopped, as it is kept and as its owner is told of it. */
  get all(): StoredSeat['stops'] {
    return Array.from(this.#stops, ([source, { by }]) => ({ source, by }))
  }

  has(source: Source): boolean {
    return this.#stops.has(source)
  }

  /** A host stops a source. Whoever did it first has done it. */
  add(source: Source, by: string): void {
    if (!this.#stops.has(source)) this.#stops.set(source, { by, isHeeded: false })
  }

  /** The page has switched off what was stopped. */
  heed(source: Source): void {
    const stop = this.#stops.get(source)
    if (stop) stop.isHeeded = true
  }

  /** The owner has started the source again, or ended it. */
  over(source: Source): void {
    this.#stops.delete(source)
  }

  /**
   * A source begins.
   *
   * @param paused - its owner begins it muted
   * @returns name of the host by whom it is stopped from the beginning; null for nobody
   */
  begin(source: Source, paused: boolean): string | null {
    this.#interrupted.delete(source)
    const stop = this.#stops.get(source)
    if (!stop) return null
    if (paused || !stop.isHeeded) return stop.by
    this.#stops.delete(source)
    return null
  }

  /**
   * These were sent and are not any more, and nobody wanted that.
   *
   * @param now - when the page is there to send them again; absent while it is not
   */
  lost(sources: Iterable<Source>, now = Number.POSITIVE_INFINITY): void {
    for (const source of sources) this.#interrupted.set(source, now + SENDS_AGAIN_WITHIN_MS)
  }

  /** The owner has new transports, and does not know of a stop, or says so again. */
  mediaBegan(now: number): void {
    for (const [source, until] of this.#interrupted) {
      if (until < now) this.#interrupted.delete(source)
      else this.#interrupted.set(source, now + SENDS_AGAIN_WITHIN_MS)
    }
    for (const stop of this.#stops.values()) stop.isHeeded = false
  }

  /** Whether a source is not sent now, soon will be, and has not been stopped. */
  isInterrupted(source: Source, now: number): boolean {
    return !this.#stops.has(source) && (this.#interrupted.get(source) ?? now) > now
  }
}

/** Tells the owner of a seat that a host has stopped what they send. */
export function tellStopped(owner: Pick<MediaOwner, 'notify'>, source: Source, by: ActorName): void {
  owner.notify('seat:moderated', { by, what: { kind: 'stopped', source } })
}
