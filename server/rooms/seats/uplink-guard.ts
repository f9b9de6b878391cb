import { KIND_OF_SOURCE, type NotificationParams, type Source } from '../../../protocol/index.ts'
import type { PublisherPort } from '../ports/media-publisher.ts'
import type { UplinkWatch } from './uplink-watch.ts'

/** Most that each source may send, in bit/s. */
export type UplinkLimits = Readonly<Record<Source, number>>

/** What the guard of one seat works with. */
export interface UplinkGuardOptions {
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
const BELOW = -1
const HOLD_AT = 3
const CLOSE_AT = 6

/**
 * Holds what one participant sends against the limits of its sources: a track that is above its
 * own is told of, then held, then closed. A closed one leaves its score to the next of that source.
 */
export class UplinkGuard {
  readonly #options: UplinkGuardOptions
  readonly #scores = new Map<Source, number>()
  readonly #held = new Set<string>()
  readonly #ends = new Map<string, () => void>()

  constructor(options: UplinkGuardOptions) {
    this.#options = options
  }

  /** Begins to look at a track. */
  add(producerId: string, source: Source): void {
    const { watch, publisher } = this.#options
    const end = watch.add({
      kind: KIND_OF_SOURCE[source],
      measure: async () => await publisher.receivedBitrate(producerId),
      measured: (bitsPerSecond) => this.#measured(producerId, source, bitsPerSecond),
    })
    this.#ends.set(producerId, end)
  }

  /** A track has ended. */
  remove(producerId: string): void {
    this.#ends.get(producerId)?.()
    this.#ends.delete(producerId)
    this.#held.delete(producerId)
  }

  #measured(producerId: string, source: Source, bitsPerSecond: number): boolean {
    const limit = this.#options.limits[source]
    const isAbove = bitsPerSecond > limit
    const score = Math.max(0, (this.#scores.get(source) ?? 0) + (isAbove ? ABOVE : BELOW))
    this.#scores.set(source, Math.min(score, CLOSE_AT))
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

  #hold(producerId: string, isHeld: boolean, tell: () => void): void {
    if (this.#held.has(producerId) === isHeld) return
    if (isHeld) this.#held.add(producerId)
    else this.#held.delete(producerId)
    tell()
    this.#options.hold(producerId, isHeld)
  }
}
