import type { AudioLevel } from '../ports/media.ts'

interface Waiting {
  /** Since when somebody speaks without being sent, in milliseconds. */
  since: number
  heardAt: number
}

// Somebody who is sent stays so unless another is this much louder, in dB.
const KEEP_RUNNING_DB = 6
// Whoever speaks unheard for so long gets a turn, however loud others say they are.
const WAIT_MS = 2000
const TURN_MS = 3000
// Each change opens or pauses a voice for everybody.
const TURN_GAP_MS = 1000
// A break this long ends the wait.
const PAUSE_MS = 1500
// Share of the voices that are sent which turns may take; the rest goes to the loudest.
const SHARE_OF_TURNS = 0.6

/**
 * Chooses who is sent when too many speak at once: the loudest, and by turns those who have
 * spoken unheard for longest. Levels are what clients say of themselves, so loudness alone
 * would give the room to whoever lies.
 */
export class VoiceTurns {
  readonly #limit: number
  readonly #maxTurns: number
  readonly #waiting = new Map<string, Waiting>()
  /** When the turn of each ends. */
  readonly #turns = new Map<string, number>()
  #running: ReadonlySet<string> = new Set()
  #turnedAt = Number.NEGATIVE_INFINITY

  /** @param limit - how many are sent at once */
  constructor(limit: number) {
    this.#limit = limit
    this.#maxTurns = Math.floor(limit * SHARE_OF_TURNS)
  }

  /** Whether somebody is among those who are sent while too many speak. */
  isRunning(participantId: string): boolean {
    return this.#running.has(participantId)
  }

  /** The longest wait of those of whom something is true, in milliseconds. */
  longestWait(isMeant: (participantId: string) => boolean, now: number): number {
    return Math.max(0, ...[...this.#waiting.keys()].filter(isMeant).map((id) => this.waited(id, now)))
  }

  /** For how long somebody has spoken without being sent, in milliseconds; 0 for everybody else. */
  waited(participantId: string, now: number): number {
    return now - (this.#waiting.get(participantId)?.since ?? now)
  }

  /**
   * Takes who speaks.
   *
   * @param speaking - loudest first
   * @param mayBeSent - whether somebody has a place among those who can be sent
   * @param now - milliseconds, never going back
   * @returns who is sent; empty while few enough speak, and all of them are
   */
  choose(
    speaking: readonly AudioLevel[],
    mayBeSent: (participantId: string) => boolean,
    now: number,
  ): ReadonlySet<string> {
    const candidates = speaking.filter(({ participantId }) => mayBeSent(participantId))
    this.#running = candidates.length > this.#limit ? this.#share(candidates, now) : new Set()
    const sent = this.#running.size > 0 ? this.#running : ids(candidates)
    this.#wait(speaking, sent, now)
    return this.#running
  }

  #share(candidates: readonly AudioLevel[], now: number): Set<string> {
    for (const [id, endsAt] of this.#turns) if (endsAt <= now) this.#turns.delete(id)
    const loudest = this.#loudest(candidates)
    const next = this.#findNext(candidates, new Set(loudest), now)
    if (next === undefined) return new Set(loudest)
    this.#turnedAt = now
    this.#turns.set(next, now + TURN_MS)
    return new Set(this.#loudest(candidates))
  }

  /** Those whose turn it is, and then the loudest. */
  #loudest(candidates: readonly AudioLevel[]): string[] {
    const rank = ({ participantId, level }: AudioLevel): number => {
      if (this.#turns.has(participantId)) return Number.POSITIVE_INFINITY
      return level + (this.#running.has(participantId) ? KEEP_RUNNING_DB : 0)
    }
    return candidates
      .map((voice) => ({ id: voice.participantId, rank: rank(voice) }))
      .sort((a, b) => (a.rank === b.rank ? (a.id < b.id ? -1 : 1) : b.rank - a.rank))
      .slice(0, this.#limit)
      .map(({ id }) => id)
  }

  /** Who has waited longest, if it is time for somebody. */
  #findNext(candidates: readonly AudioLevel[], sent: ReadonlySet<string>, now: number): string | undefined {
    if (this.#turns.size >= this.#maxTurns || now - this.#turnedAt < TURN_GAP_MS) return undefined
    const [longest] = candidates
      .map(({ participantId: id }) => ({ id, waited: this.waited(id, now) }))
      .filter(({ id, waited }) => waited >= WAIT_MS && !sent.has(id))
      .sort((a, b) => b.waited - a.waited || (a.id < b.id ? -1 : 1))
    return longest?.id
  }

  #wait(speaking: readonly AudioLevel[], sent: ReadonlySet<string>, now: number): void {
    for (const { participantId } of speaking) {
      const since = this.#waiting.get(participantId)?.since ?? now
      this.#waiting.set(participantId, { since, heardAt: now })
    }
    for (const [id, { heardAt }] of this.#waiting) {
      if (sent.has(id) || now - heardAt > PAUSE_MS) this.#waiting.delete(id)
    }
  }
}

function ids(voices: readonly AudioLevel[]): Set<string> {
  return new Set(voices.map(({ participantId }) => participantId))
}
