import { ACTIVITY_INTERVAL_MS, type Activity, type ActivityEvent } from '../../../protocol/index.ts'
import type { AudioLevel } from '../ports/media.ts'
import { SpeakerRanking, type SpeakerSettings } from './speaker-ranking.ts'

/** What the activity stream of a room works with. */
export interface ActivityFeedOptions {
  settings: SpeakerSettings
  /** Whether somebody is in the room and may be heard. */
  isPresent: (participantId: string) => boolean
  send: (event: ActivityEvent) => void
  /** Called with every round: who is audible, loudest first, and who holds the floor. */
  ranked: (audible: readonly AudioLevel[], dominant: string | null) => void
}

// The observer measures four times a second while somebody is audible, and says
// silence once; the feed keeps the beat until every highlight has faded.
const BEAT_MS = 250
// Every worker of a room measures by itself; messages to everybody do not come that often.
const SPACING_MS = 100
// The same people go on speaking: another level is no news for so long. Every message is a
// packet to everybody and one back.
const SAME_SPEAKERS_MS = 500
// Nobody can follow more voices than that, and every message goes to everybody.
const SPEAKING_MAX = 32
// The stream is unreliable: the end of speech is said more than once.
const REPEATS_AFTER_SILENCE = 3

/** Turns level measurements into activity messages. */
export class ActivityFeed {
  readonly #options: ActivityFeedOptions
  readonly #ranking: SpeakerRanking
  #timer: NodeJS.Timeout | null = null
  #repeats = 0
  #heart: NodeJS.Timeout | undefined
  /** Measured since the last beat. */
  readonly #measured = new Map<string, AudioLevel>()
  #gathering: NodeJS.Timeout | undefined
  #beatAt = Number.NEGATIVE_INFINITY
  #closed = false
  /** Who was said to speak, and when. */
  #told = { names: '', at: Number.NEGATIVE_INFINITY }

  constructor(options: ActivityFeedOptions) {
    this.#options = options
    this.#ranking = new SpeakerRanking(options.settings)
    this.#keepAlive()
  }

  get dominant(): string | null {
    return this.#ranking.dominant
  }

  /** Takes a round of measurements of one worker, empty for silence. */
  measured(levels: readonly AudioLevel[]): void {
    if (this.#closed) return
    for (const level of levels) this.#measured.set(level.participantId, level)
    const due = this.#beatAt + SPACING_MS - performance.now()
    if (due <= 0) this.#beatMeasured()
    else this.#gathering ??= setTimeout(() => this.#beatMeasured(), due)
  }

  /** Ends somebody's speech at once: muted or gone. */
  silenced(participantId: string): void {
    if (this.#closed) return
    this.#ranking.remove(participantId)
    this.#repeats = REPEATS_AFTER_SILENCE
    this.#schedule()
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    clearTimeout(this.#heart)
    clearTimeout(this.#gathering)
  }

  #beatMeasured(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#beatAt = performance.now()
    const levels = [...this.#measured.values()]
    this.#measured.clear()
    this.#beat(levels.filter(({ participantId }) => this.#options.isPresent(participantId)))
  }

  #send(event: ActivityEvent): void {
    this.#keepAlive()
    this.#options.send(event)
  }

  /** Clients take silence on the stream for a broken path. */
  #keepAlive(): void {
    clearTimeout(this.#heart)
    this.#heart = setTimeout(() => this.#send({ type: 'beat' }), ACTIVITY_INTERVAL_MS)
  }

  #beat(levels: readonly AudioLevel[]): void {
    const measuredAt = performance.now()
    const { dominant, speaking } = this.#ranking.update(levels, measuredAt)
    this.#options.ranked(this.#ranking.audible(measuredAt), dominant)
    if (speaking.length > 0) this.#repeats = REPEATS_AFTER_SILENCE
    else if (this.#repeats > 0) this.#repeats -= 1
    else return
    const activity: Activity = {
      type: 'activity',
      dominant,
      speaking: speaking.slice(0, SPEAKING_MAX).map(({ participantId, level }) => [participantId, level]),
    }
    this.#schedule()
    const names = JSON.stringify([dominant, speaking.map(({ participantId }) => participantId).sort()])
    const now = performance.now()
    if (speaking.length > 0 && names === this.#told.names && now - this.#told.at < SAME_SPEAKERS_MS) return
    this.#told = { names, at: now }
    this.#send(activity)
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#beat([]), BEAT_MS * 1.5)
  }
}
