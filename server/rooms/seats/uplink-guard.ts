import { KIND_OF_SOURCE, type NotificationParams, type Source } from '../../../protocol/index.ts'
import type { PublisherPort } from '../ports/media-publisher.ts'
import type { UplinkRecord } from '../ports/uplink-record.ts'
import type { Usage } from '../ports/usage.ts'
import type { UplinkWatch } from './uplink-watch.ts'

/** Most that each source may send, in bit/s. */
export type UplinkLimits = Readonly<Record<Source, number>>

/** What the guard of one seat works with. */
export interface UplinkGuardOptions {
  /** What is known of each source of the seat. It outlives transports, or coming back would erase it. */
  records: Map<Source, UplinkRecord>
  /**
   * What is known of the address that the owner came from. It outlives seats, or a new seat would
   * erase it.
   */
  address: Pick<Usage, 'overran' | 'hasOverrun'>
  limits: UplinkLimits
  watch: Pick<UplinkWatch, 'add'>
  publisher: Pick<PublisherPort, 'receivedBitrate'>
  tell: (told: NotificationParams<'uplink:exceeded'>) => void
  /** Sends nothing of a track to others, whatever its owner says, or no longer so. */
  hold: (producerId: string, isHeld: boolean) => void
  close: (producerId: string) => void
}

// Each measurement above the limit adds, each below takes away: whoever sends in bursts is found out too.
const ABOVE = 2
// Where the address is known for it the first is enough to hold a track. Whoever keeps to the limit has no
// score that could rise, so nobody pays for what others behind the same address do.
const ABOVE_AGAIN = 3
const BELOW = -1
const HOLD_AT = 3
const CLOSE_AT = 6
// What is measured is what came in so long, in milliseconds, also of a track that began later.
const MEASURED_MS = 2500
// While a source sends nothing its score goes down as if this were measured, in milliseconds each.
const CALM_MS = 3000

/**
 * Holds what one participant sends against the limits of its sources: a track that is above its
 * own is told of, then held, then closed. A closed one leaves its score to the next of that source.
 */
export class UplinkGuard {
  readonly #options: UplinkGuardOptions
  readonly #held = new Set<string>()
  readonly #watched = new Map<string, { source: Source; end: () => void }>()

  constructor(options: UplinkGuardOptions) {
    this.#options = options
  }

  /** Begins to look at a track; one of a source that has sent far too much begins held. */
  add(producerId: string, source: Source): void {
    const { watch, publisher, address } = this.#options
    const end = watch.add(
      {
        kind: KIND_OF_SOURCE[source],
        measure: async () => await publisher.receivedBitrate(producerId),
        measured: (bitsPerSecond) => this.#measured(producerId, source, bitsPerSecond),
      },
      { isSuspect: address.hasOverrun() },
    )
    this.#watched.set(producerId, { source, end })
    if (this.#scoreOf(source) >= HOLD_AT) {
      const told = { producerId, source, bitsPerSecond: 0, limit: this.#options.limits[source] }
      this.#hold(producerId, true, () => this.#options.tell({ ...told, action: 'paused' }))
    }
  }

  /** A track ends; to be called while it is still there. */
  remove(producerId: string): void {
    const watched = this.#watched.get(producerId)
    if (!watched) return
    watched.end()
    this.#watched.delete(producerId)
    this.#held.delete(producerId)
    void this.#lastLook(producerId, watched.source)
  }

  /**
   * Nobody sends too much by ending each track before it is looked at: it is measured once more, and
   * tracks of its source that ended a moment ago count with it.
   */
  async #lastLook(producerId: string, source: Source): Promise<void> {
    const bitsPerSecond = await this.#options.publisher.receivedBitrate(producerId)
    if (bitsPerSecond === undefined) return
    const now = performance.now()
    const record = this.#recordOf(source)
    record.ended = record.ended.filter(({ at }) => now - at < MEASURED_MS)
    record.ended.push({ at: now, bitsPerSecond })
    const sum = record.ended.reduce((total, ended) => total + ended.bitsPerSecond, 0)
    if (sum <= this.#options.limits[source]) return
    this.#overran(source)
    record.ended = []
  }

  #measured(producerId: string, source: Source, bitsPerSecond: number): boolean {
    const limit = this.#options.limits[source]
    const isAbove = bitsPerSecond > limit
    const score = isAbove ? this.#overran(source) : this.#score(source, BELOW)
    const tell = (action: NotificationParams<'uplink:exceeded'>['action']): void =>
      this.#options.tell({ producerId, source, action, bitsPerSecond, limit })
    if (isAbove && score >= CLOSE_AT) {
      tell('closed')
      this.#options.close(producerId)
      return false
    }
    if (isAbove && score >= HOLD_AT) this.#hold(producerId, true, () => tell('paused'))
    else if (isAbove) tell('warned')
    else this.#hold(producerId, false, () => tell('resumed'))
    return score > 0
  }

  /** A source was above its limit; tells its score. */
  #overran(source: Source): number {
    const { address } = this.#options
    const record = this.#recordOf(source)
    if (record.score === 0) record.step = address.hasOverrun() ? ABOVE_AGAIN : ABOVE
    address.overran()
    return this.#score(source, record.step)
  }

  /** Changes the score of a source, and tells what it would be without an upper bound. */
  #score(source: Source, change: number): number {
    const score = Math.max(0, this.#recordOf(source).score + change)
    Object.assign(this.#recordOf(source), { score: Math.min(score, CLOSE_AT), at: performance.now() })
    return score
  }

  /** The score of a source that was silent meanwhile. */
  #scoreOf(source: Source): number {
    const record = this.#recordOf(source)
    const calm = Math.floor((performance.now() - record.at) / CALM_MS)
    if (calm > 0) this.#score(source, calm * BELOW)
    return record.score
  }

  #recordOf(source: Source): UplinkRecord {
    const { records } = this.#options
    const record = records.get(source) ?? { score: 0, step: ABOVE, at: performance.now(), ended: [] }
    records.set(source, record)
    return record
  }

  #hold(producerId: string, isHeld: boolean, tell: () => void): void {
    if (this.#held.has(producerId) === isHeld) return
    if (isHeld) this.#held.add(producerId)
    else this.#held.delete(producerId)
    tell()
    this.#options.hold(producerId, isHeld)
  }
}
