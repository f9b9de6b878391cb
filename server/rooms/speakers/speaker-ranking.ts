import type { AudioLevel } from '../ports/media.ts'
import { countedLevel, credibleLevel, isPause, type VoiceClaim } from './trusted-level.ts'

/** Settings of the ranking; times in milliseconds, levels in dBov. */
export interface SpeakerSettings {
  /** Below this level nobody counts as speaking, -127 to 0. */
  thresholdDbov: number
  /** How long the highlight stays after the last audible interval. */
  releaseMs: number
  /** Shortest time between two changes of the dominant speaker. */
  dominantHoldMs: number
  /** How long somebody must speak before taking the floor, so that a cough does not. */
  takeoverMs: number
}

/** Who speaks, and who holds the floor: null when nobody has spoken yet. */
export interface SpeakerState {
  dominant: string | null
  /** Loudest first. */
  speaking: AudioLevel[]
}

interface Voice extends VoiceClaim {
  /** Level as its client told it, smoothed. */
  claimed: number
  /** When this stretch of speech began. */
  since: number
  /** When it was last audible. */
  heardAt: number
}

// Two measuring intervals (250 ms each) of quiet inside a sentence do not end a
// stretch of speech.
const STRETCH_GAP_MS = 700
// One interval without the voice, and some delay.
const MISSED_MS = 400
// Weight of the newest measurement in the smoothed level.
const SMOOTHING = 0.5

/**
 * Ranks who speaks, from level measurements of the whole room. Pure apart from
 * its own memory: time comes in with each call.
 */
export class SpeakerRanking {
  readonly #settings: SpeakerSettings
  readonly #voices = new Map<string, Voice>()
  #dominant: string | null = null
  #dominantSince = Number.NEGATIVE_INFINITY

  constructor(settings: SpeakerSettings) {
    this.#settings = settings
  }

  get dominant(): string | null {
    return this.#dominant
  }

  /**
   * Takes one round of measurements.
   *
   * @param levels - everybody audible in this interval, in any order
   * @param now - milliseconds, never going back
   * @returns the ranking after it
   */
  update(levels: readonly AudioLevel[], now: number): SpeakerState {
    for (const { participantId, level } of levels) {
      if (level >= this.#settings.thresholdDbov) this.#hear(participantId, level, now)
    }
    for (const [id, voice] of this.#voices) {
      if (now - voice.heardAt > Math.max(STRETCH_GAP_MS, this.#settings.releaseMs)) this.#voices.delete(id)
    }
    this.#elect(now)
    return { dominant: this.#dominant, speaking: this.#speaking(now) }
  }

  /**
   * Whose voice was measured in the last interval, loudest first: who still counts as speaking
   * and has fallen silent needs no place among those who are sent.
   *
   * @param now - milliseconds, as in the last update
   */
  audible(now: number): AudioLevel[] {
    return this.#speaking(now, MISSED_MS)
  }

  /** Forgets somebody who left or was muted; the floor is then free at once. */
  remove(participantId: string): void {
    this.#voices.delete(participantId)
    if (this.#dominant !== participantId) return
    this.#dominant = null
    this.#dominantSince = Number.NEGATIVE_INFINITY
  }

  #hear(participantId: string, level: number, now: number): void {
    const voice = this.#voices.get(participantId)
    const credible = credibleLevel(level)
    if (!voice || now - voice.heardAt > STRETCH_GAP_MS) {
      const fresh = { level: credible, claimed: level, since: now, heardAt: now, pausedAt: now }
      this.#voices.set(participantId, fresh)
      return
    }
    if (isPause(level, voice.claimed) || now - voice.heardAt > MISSED_MS) voice.pausedAt = now
    voice.claimed = voice.claimed * (1 - SMOOTHING) + level * SMOOTHING
    voice.level = voice.level * (1 - SMOOTHING) + credible * SMOOTHING
    voice.heardAt = now
  }

  #speaking(now: number, withinMs = this.#settings.releaseMs): AudioLevel[] {
    return [...this.#voices]
      .filter(([, voice]) => now - voice.heardAt <= withinMs)
      .map(([participantId]) => ({ participantId, level: Math.round(this.#levelOf(participantId, now)) }))
      .sort((a, b) => b.level - a.level || (a.participantId < b.participantId ? -1 : 1))
  }

  #elect(now: number): void {
    const { dominantHoldMs, takeoverMs } = this.#settings
    const speaking = this.#speaking(now)
    if (this.#dominant !== null) {
      const holdsOn = speaking.some((one) => one.participantId === this.#dominant)
      const loudest = speaking[0]
      // Whoever still speaks keeps the floor unless somebody is clearly louder.
      if (holdsOn && loudest && loudest.level < this.#levelOf(this.#dominant, now) + 6) return
      if (now - this.#dominantSince < dominantHoldMs) return
    }
    // With the floor empty the first voice takes it; a seated speaker yields
    // only to somebody who has spoken for a while.
    const challenger = speaking.find(
      ({ participantId }) => this.#dominant === null || now - this.#since(participantId) >= takeoverMs,
    )
    if (!challenger || challenger.participantId === this.#dominant) return
    this.#dominant = challenger.participantId
    this.#dominantSince = now
  }

  #levelOf(participantId: string, now: number): number {
    const voice = this.#voices.get(participantId)
    return voice ? countedLevel(voice, now, this.#settings.thresholdDbov) : -127
  }

  #since(participantId: string): number {
    return this.#voices.get(participantId)?.since ?? Number.POSITIVE_INFINITY
  }
}
