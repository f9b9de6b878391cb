import type { AudioLevel } from '../ports/media.ts'
import { VoiceTurns } from './voice-turns.ts'

/** Whose sound is forwarded when many microphones are open. */
export interface AudioSettings {
  /** Up to so many open microphones, everybody's sound is forwarded. */
  runningMicrophones: number
  /** Above that, so many recent speakers stay connected. */
  recentSpeakers: number
  /** When more speak at once, the quietest are paused. */
  loudestSpeakers: number
}

/** A published microphone. */
export interface Microphone {
  producerId: string
  participantId: string
  muted: boolean
}

interface RecentSpeaker {
  /** When this stretch of speech began, in milliseconds. */
  since: number
  heardAt: number
  /** How loud it was then, in dBov. */
  level: number
  /** When it got a place. */
  placedAt: number
  /** False for somebody new, who may only have coughed. */
  confirmed: boolean
}

// Speech this long earns a lasting place.
const CONFIRM_AFTER_MS = 750
// A break this long ends a stretch of speech.
const STRETCH_GAP_MS = 1500
// A newcomer who fell silent this long ago gives the place back.
const NEWCOMER_EXPIRY_MS = 5000
// Newcomers who may be heard at once, next to the recent speakers.
const NEWCOMERS_MAX = 4
// A newcomer who speaks gives way to a louder voice only after so long, and only one of them
// in this time: each change of places opens a consumer for everybody.
const TENURE_MS = 2000
// A newcomer who is not among the loudest gives way to a voice this much louder, in dB.
const GIVE_WAY_DB = 3
// One who is sent besides gives way only to a voice this much louder, in dB.
const RUNNING_GIVES_WAY_DB = 6
// Whoever spoke for so long without a place takes that of a newcomer, however loud that one is.
const PATIENCE_MS = 6000
// The room is chosen from until so many fewer microphones are open again: one person
// who toggles at the boundary must not open and close everybody's sound for everybody.
const RETURN_BELOW = 2

/**
 * Chooses whose microphones the room forwards. While few are open: all. Then
 * those who spoke lately, so that everybody else costs a viewer nothing; a new
 * voice is heard at once beside them and takes a lasting place only by going on,
 * so that a cough evicts nobody.
 */
export class AudioSelection {
  readonly #settings: AudioSettings
  readonly #recent = new Map<string, RecentSpeaker>()
  /** Microphones that have been open: whoever unmutes again soon is among them. */
  readonly #opened = new Set<string>()
  readonly #turns: VoiceTurns
  /** True while more microphones are open than can be forwarded. */
  #isCrowd = false
  /** True while more microphones are published than can be kept ready. */
  #isLarge = false
  /** When a newcomer last gave way to a louder voice. */
  #yieldedAt = Number.NEGATIVE_INFINITY
  #selected: ReadonlyMap<string, { paused: boolean }> = new Map()

  constructor(settings: AudioSettings) {
    this.#settings = settings
    this.#turns = new VoiceTurns(settings.loudestSpeakers)
  }

  /** Selected microphones by producer id; a paused one is kept ready and not sent. */
  get selected(): ReadonlyMap<string, { paused: boolean }> {
    return this.#selected
  }

  /** When the next newcomer gives a place back without another word; undefined when none does. */
  get expiresAt(): number | undefined {
    const newcomers = [...this.#recent.values()].filter(({ confirmed }) => !confirmed)
    if (newcomers.length === 0) return undefined
    return Math.min(...newcomers.map(({ heardAt }) => heardAt)) + NEWCOMER_EXPIRY_MS
  }

  /**
   * Takes the state of the room.
   *
   * @param microphones - all that are published, in any order
   * @param speaking - who speaks now, loudest first
   * @param now - milliseconds, never going back
   * @returns whether the selection changed
   */
  update(microphones: readonly Microphone[], speaking: readonly AudioLevel[], now: number): boolean {
    const present = new Set(microphones.map(({ participantId }) => participantId))
    for (const id of this.#recent.keys()) if (!present.has(id)) this.#recent.delete(id)
    this.#expire(now)
    this.#noteOpened(microphones)
    const heard = speaking.filter(({ participantId }) => present.has(participantId))
    // All are noted before any is confirmed, so that nobody who speaks loses a place;
    // newcomers come last, into the places that confirming has freed.
    for (const voice of heard) this.#note(voice, now)
    for (const { participantId } of heard) this.#confirm(participantId, now)
    for (const voice of heard) this.#welcome(voice, now)

    const next = this.#select(microphones, speaking, now)
    const changed = !sameSelection(next, this.#selected)
    if (changed) this.#selected = next
    return changed
  }

  #select(
    microphones: readonly Microphone[],
    speaking: readonly AudioLevel[],
    now: number,
  ): ReadonlyMap<string, { paused: boolean }> {
    const open = microphones.filter(({ muted }) => !muted)
    this.#isCrowd = this.#exceeds(open.length, this.#isCrowd)
    if (!this.#isCrowd) return running(this.#fill(microphones, open))
    // Who is muted keeps the place: a paused producer costs nothing, and opening it again does.
    const places = microphones.filter(({ participantId }) => this.#recent.has(participantId))
    this.#turns.choose(speaking, (id) => this.#recent.has(id), now)
    // Who is silent runs: that costs next to nothing, and their first word is heard without a measurement.
    return new Map(
      places.map(({ producerId, participantId }) => [
        producerId,
        { paused: this.#turns.isHeldBack(participantId) },
      ]),
    )
  }

  /**
   * All that are open, and for the places that are left muted ones that have been open before:
   * a room of a hundred who never unmuted holds nothing.
   */
  #fill(microphones: readonly Microphone[], open: readonly Microphone[]): readonly Microphone[] {
    this.#isLarge = this.#exceeds(microphones.length, this.#isLarge)
    if (!this.#isLarge) return microphones
    const kept = microphones.filter(
      ({ producerId, muted }) => muted && this.#opened.has(producerId) && this.#selected.has(producerId),
    )
    return [...open, ...kept].slice(0, this.#settings.runningMicrophones)
  }

  /** Whether so many are more than run, or have not become few enough again since they were. */
  #exceeds(count: number, didBefore: boolean): boolean {
    const { runningMicrophones } = this.#settings
    return count > Math.max(1, didBefore ? runningMicrophones - RETURN_BELOW : runningMicrophones)
  }

  #note({ participantId, level }: AudioLevel, now: number): void {
    const speaker = this.#recent.get(participantId)
    if (!speaker) return
    if (now - speaker.heardAt > STRETCH_GAP_MS) speaker.since = now
    speaker.heardAt = now
    speaker.level = level
  }

  #welcome({ participantId, level }: AudioLevel, now: number): void {
    if (this.#recent.has(participantId)) return
    const newcomers = [...this.#recent].filter(([, { confirmed }]) => !confirmed)
    if (newcomers.length >= NEWCOMERS_MAX) {
      const yielding = this.#findYielding(newcomers, { participantId, level }, now)
      if (yielding === undefined) return
      this.#recent.delete(yielding)
    }
    this.#recent.set(participantId, { since: now, heardAt: now, level, placedAt: now, confirmed: false })
  }

  /** The newcomer who gives way to a voice: silent by now, or the quietest if clearly so, or whoever was heard. */
  #findYielding(
    newcomers: [string, RecentSpeaker][],
    { participantId, level }: AudioLevel,
    now: number,
  ): string | undefined {
    const gap = this.#turns.goesOnUnheard(participantId, now) ? 0 : STRETCH_GAP_MS
    const silent = newcomers.find(([, { heardAt }]) => now - heardAt > gap)
    if (silent) return silent[0]
    if (now - this.#yieldedAt < TENURE_MS) return undefined
    const [quietest] = newcomers
      .filter(([id]) => this.#turns.waited(id, now) < PATIENCE_MS)
      .sort(([, a], [, b]) => a.level - b.level || a.placedAt - b.placedAt)
    const isLouder = quietest && this.#isLouder(level, quietest, now)
    const yielding = isLouder ? quietest[0] : this.#findHeard(newcomers, participantId, now)
    if (yielding !== undefined) this.#yieldedAt = now
    return yielding
  }

  #isLouder(level: number, [id, newcomer]: [string, RecentSpeaker], now: number): boolean {
    const margin = this.#turns.isRunning(id) ? RUNNING_GIVES_WAY_DB : GIVE_WAY_DB
    return level >= newcomer.level + margin && now - newcomer.placedAt >= TENURE_MS
  }

  /** The newcomer who was heard last, if somebody has waited longer than patience lasts and than anybody else. */
  #findHeard(newcomers: [string, RecentSpeaker][], waiting: string, now: number): string | undefined {
    const waited = this.#turns.waited(waiting, now)
    if (waited < PATIENCE_MS) return undefined
    const isPlaceless = (id: string): boolean => !this.#recent.has(id)
    if (this.#turns.longestWait(isPlaceless, now) > waited) return undefined
    const [heard] = newcomers
      .filter(([id, { placedAt }]) => now - placedAt >= TENURE_MS && !this.#turns.isRunning(id))
      .map(([id]) => ({ id, waited: this.#turns.waited(id, now) }))
      .sort((a, b) => a.waited - b.waited)
    return heard && heard.waited < waited ? heard.id : undefined
  }

  #confirm(participantId: string, now: number): void {
    const speaker = this.#recent.get(participantId)
    if (!speaker || speaker.confirmed || now - speaker.since < CONFIRM_AFTER_MS) return
    speaker.confirmed = this.#makePlace(now)
  }

  /** Frees the place of whoever was silent longest; false while all of them speak. */
  #makePlace(now: number): boolean {
    const confirmed = [...this.#recent].filter(([, speaker]) => speaker.confirmed)
    if (confirmed.length < this.#settings.recentSpeakers) return true
    const silent = confirmed.filter(([, { heardAt }]) => heardAt < now)
    const [oldest] = silent.sort(([, a], [, b]) => a.heardAt - b.heardAt || a.since - b.since)
    if (oldest) this.#recent.delete(oldest[0])
    return oldest !== undefined
  }

  #noteOpened(microphones: readonly Microphone[]): void {
    const present = new Set(microphones.map(({ producerId }) => producerId))
    for (const id of this.#opened) if (!present.has(id)) this.#opened.delete(id)
    for (const { producerId, muted } of microphones) if (!muted) this.#opened.add(producerId)
  }

  #expire(now: number): void {
    for (const [id, speaker] of this.#recent) {
      if (!speaker.confirmed && now - speaker.heardAt >= NEWCOMER_EXPIRY_MS) this.#recent.delete(id)
    }
  }
}

function running(microphones: readonly Microphone[]): ReadonlyMap<string, { paused: boolean }> {
  return new Map(microphones.map(({ producerId }) => [producerId, { paused: false }]))
}

function sameSelection(
  one: ReadonlyMap<string, { paused: boolean }>,
  other: ReadonlyMap<string, { paused: boolean }>,
): boolean {
  return one.size === other.size && [...one].every(([id, { paused }]) => other.get(id)?.paused === paused)
}
