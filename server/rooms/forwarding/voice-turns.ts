import type { AudioLevel } from '../ports/media.ts'

interface Voice {
  heardAt: number
  /** Since when somebody speaks without a place among those who are sent; undefined while there is one. */
  waitingSince: number | undefined
  /** Since when somebody has had such a place; undefined without one. */
  sentSince: number | undefined
  /** Whether somebody has had such a place in this stretch of speech. */
  wasSent: boolean
}

// Somebody who is sent stays so unless another is this much louder, in dB.
const KEEP_RUNNING_DB = 6
// The first words of everybody are sent besides the others for so long: a cough takes nobody's
// place, and whoever goes on has been heard from the beginning.
const FIRST_WORDS_MS = 500
// Then, who goes on gets a turn, if somebody else has been sent for so long.
const HEARD_MS = 1000
// Whoever speaks unheard for so long after having been sent gets another turn, however loud
// others say they are.
const WAIT_MS = 750
const TURN_MS = 3000
// Each change opens or pauses a voice for everybody.
const TURN_GAP_MS = 1000
// A break this long ends a stretch of speech, and the wait.
const PAUSE_MS = 1500
// Share of the voices that are sent which turns may take; the rest goes to the loudest.
const SHARE_OF_TURNS = 0.6

/**
 * Chooses who is sent when too many speak at once: the loudest, and by turns those who have
 * just begun and those who have spoken unheard for longest. Levels are what clients say of
 * themselves, so loudness alone would give the room to whoever lies.
 *
 * Of somebody who goes on speaking, the first half second is sent at once. What follows is sent a
 * second after the first word at the latest, as long as no more than three voices begin in a second.
 */
export class VoiceTurns {
  readonly #limit: number
  readonly #maxTurns: number
  /** Everybody in a stretch of speech. */
  readonly #voices = new Map<string, Voice>()
  /** When the turn of each ends. */
  readonly #turns = new Map<string, number>()
  #running: ReadonlySet<string> = new Set()
  #heldBack: ReadonlySet<string> = new Set()
  #turnedAt = Number.NEGATIVE_INFINITY

  /** @param limit - how many are sent at once, first words apart */
  constructor(limit: number) {
    this.#limit = limit
    this.#maxTurns = Math.floor(limit * SHARE_OF_TURNS)
  }

  /** Whether somebody is among those who are sent while too many speak. */
  isRunning(participantId: string): boolean {
    return this.#running.has(participantId)
  }

  /** Whether somebody speaks, could be sent and is not: too many others speak. */
  isHeldBack(participantId: string): boolean {
    return this.#heldBack.has(participantId)
  }

  /** The longest wait of those of whom something is true, in milliseconds. */
  longestWait(isMeant: (participantId: string) => boolean, now: number): number {
    return Math.max(0, ...[...this.#voices.keys()].filter(isMeant).map((id) => this.waited(id, now)))
  }

  /** For how long somebody has spoken without being sent, in milliseconds; 0 for everybody else. */
  waited(participantId: string, now: number): number {
    return now - (this.#voices.get(participantId)?.waitingSince ?? now)
  }

  /** Whether somebody has gone on for longer than a cough and has not been sent. */
  goesOnUnheard(participantId: string, now: number): boolean {
    const isUnheard = this.#voices.get(participantId)?.wasSent === false
    return isUnheard && this.waited(participantId, now) >= FIRST_WORDS_MS
  }

  /**
   * Takes who speaks.
   *
   * @param speaking - loudest first
   * @param mayBeSent - whether somebody has a place among those who can be sent
   * @param now - milliseconds, never going back
   * @returns who is sent, first words apart; empty while few enough speak, and all of them are
   */
  choose(
    speaking: readonly AudioLevel[],
    mayBeSent: (participantId: string) => boolean,
    now: number,
  ): ReadonlySet<string> {
    this.#forgetSilent(now)
    const candidates = speaking.filter(({ participantId }) => mayBeSent(participantId))
    this.#running = candidates.length > this.#limit ? this.#share(candidates, now) : new Set()
    const sent = this.#running.size > 0 ? this.#running : ids(candidates)
    for (const { participantId } of speaking) this.#note(participantId, sent.has(participantId), now)
    const unsent = candidates.map(({ participantId }) => participantId).filter((id) => !sent.has(id))
    const firstWords = this.#firstWords(unsent, now)
    this.#heldBack = new Set(unsent.filter((id) => !firstWords.has(id)))
    return this.#running
  }

  #share(candidates: readonly AudioLevel[], now: number): Set<string> {
    for (const [id, endsAt] of this.#turns) if (endsAt <= now) this.#turns.delete(id)
    let sent = this.#loudest(candidates)
    for (let left = candidates.length; left > 0; left -= 1) {
      const next = this.#findNewVoice(candidates, sent, now) ?? this.#findNext(candidates, sent, now)
      if (next === undefined) break
      // Those who were heard before wait for each other, and not for those who have just begun.
      if (this.#voices.get(next)?.wasSent) this.#turnedAt = now
      this.#turns.set(next, now + TURN_MS)
      sent = this.#loudest(candidates)
    }
    return new Set(sent)
  }

  /** Those whose turn it is, and then the loudest. */
  #loudest(candidates: readonly AudioLevel[]): string[] {
    const rank = ({ participantId, level }: AudioLevel): number => {
      if (this.#turns.has(participantId)) return Number.POSITIVE_INFINITY
      const isSent = this.#voices.get(participantId)?.sentSince !== undefined
      return level + (isSent ? KEEP_RUNNING_DB : 0)
    }
    return candidates
      .map((voice) => ({ id: voice.participantId, rank: rank(voice) }))
      .sort((a, b) => (a.rank === b.rank ? (a.id < b.id ? -1 : 1) : b.rank - a.rank))
      .slice(0, this.#limit)
      .map(({ id }) => id)
  }

  /** Who has gone on unheard for longest since the first word, if somebody was heard long enough to yield. */
  #findNewVoice(candidates: readonly AudioLevel[], sent: readonly string[], now: number): string | undefined {
    const isUnheard = (id: string): boolean => this.goesOnUnheard(id, now)
    const next = this.#longestWaiting(candidates, sent, isUnheard, now)
    const quietest = sent.at(-1)
    if (next === undefined || quietest === undefined) return undefined
    if (this.#turns.size < this.#maxTurns) return this.#wasHeard(quietest, now) ? next : undefined
    // Turns begin in the order in which they end.
    const [holder] = this.#turns.keys()
    if (holder === undefined || !this.#wasHeard(holder, now)) return undefined
    this.#turns.delete(holder)
    return next
  }

  /** Who has waited longest after having been heard, if it is time for somebody. */
  #findNext(candidates: readonly AudioLevel[], sent: readonly string[], now: number): string | undefined {
    if (this.#turns.size >= this.#maxTurns || now - this.#turnedAt < TURN_GAP_MS) return undefined
    return this.#longestWaiting(candidates, sent, (id) => this.waited(id, now) >= WAIT_MS, now)
  }

  #longestWaiting(
    candidates: readonly AudioLevel[],
    sent: readonly string[],
    isMeant: (participantId: string) => boolean,
    now: number,
  ): string | undefined {
    const [longest] = candidates
      .map(({ participantId: id }) => ({ id, waited: this.waited(id, now) }))
      .filter(({ id }) => !sent.includes(id) && isMeant(id))
      .sort((a, b) => b.waited - a.waited || (a.id < b.id ? -1 : 1))
    return longest?.id
  }

  #wasHeard(participantId: string, now: number): boolean {
    const sentSince = this.#voices.get(participantId)?.sentSince
    return sentSince !== undefined && now - sentSince >= HEARD_MS
  }

  /** Who is sent besides, because they have just begun: as many as may have turns, the first ones. */
  #firstWords(unsent: readonly string[], now: number): Set<string> {
    const begun = unsent.filter((id) => {
      return this.#voices.get(id)?.wasSent === false && this.waited(id, now) < FIRST_WORDS_MS
    })
    begun.sort((a, b) => this.waited(b, now) - this.waited(a, now) || (a < b ? -1 : 1))
    return new Set(begun.slice(0, this.#maxTurns))
  }

  #note(participantId: string, isSent: boolean, now: number): void {
    const before = this.#voices.get(participantId)
    this.#voices.set(participantId, {
      heardAt: now,
      waitingSince: isSent ? undefined : (before?.waitingSince ?? now),
      sentSince: isSent ? (before?.sentSince ?? now) : undefined,
      wasSent: isSent || before?.wasSent === true,
    })
  }

  #forgetSilent(now: number): void {
    for (const [id, { heardAt }] of this.#voices) {
      if (now - heardAt <= PAUSE_MS) continue
      this.#voices.delete(id)
      this.#turns.delete(id)
    }
  }
}

function ids(voices: readonly AudioLevel[]): Set<string> {
  return new Set(voices.map(({ participantId }) => participantId))
}
