/** What is known of how much one source of a seat sends, over all its tracks and transports. */
export interface UplinkRecord {
  /** How far it is above its limit, from 0. */
  score: number
  /** By how much each measurement above the limit raises it, as was decided when it rose from 0. */
  step: number
  /** When the score was last changed, by `performance.now()`. */
  at: number
  /** Tracks that ended a moment ago: when, and what was measured of each at its end, in bit/s. */
  ended: { at: number; bitsPerSecond: number }[]
}
