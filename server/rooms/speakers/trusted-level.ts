/** What is known of one voice in order to judge the level that its client claims. */
export interface VoiceClaim {
  /** Level that was last measured, smoothed, in dBov. */
  level: number
  /** When the voice last paused for breath, in milliseconds; its beginning before that. */
  pausedAt: number
}

// A voice in front of a microphone reaches this on average over a quarter of a second; 0 dBov would
// be a full-scale tone. RFC 6464 leaves the level to the sender, so everybody may write what they like.
const LOUDEST_VOICE_DBOV = -20
// So much quieter than before, in dB, is a pause between two phrases.
const PAUSE_DB = 6
// Nobody speaks for so long without a pause.
const BREATH_MS = 8000
// What does not pause loses so much of its level each second, in dB.
const DECAY_DB_PER_SECOND = 3

/** The level of a measurement as far as it can be true of a voice, in dBov. */
export function credibleLevel(measured: number): number {
  return Math.min(measured, LOUDEST_VOICE_DBOV)
}

/** Whether a measurement, as it came, says that the voice paused. */
export function isPause(measured: number, before: number): boolean {
  return measured <= before - PAUSE_DB
}

/**
 * What a voice counts in comparison with others: less and less while it never pauses, as a
 * hum, music and made-up levels do.
 *
 * @param floor - what it counts at least, in dBov
 */
export function countedLevel({ level, pausedAt }: VoiceClaim, now: number, floor: number): number {
  const breathless = Math.max(0, now - pausedAt - BREATH_MS) / 1000
  return Math.max(floor, level - breathless * DECAY_DB_PER_SECOND)
}
