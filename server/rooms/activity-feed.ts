import { ACTIVITY_INTERVAL_MS, type Activity, type ActivityEvent } from '../../protocol/index.ts'
import type { AudioLevel } from './media-port.ts'
import { SpeakerRanking, type SpeakerSettings } from './speaker-ranking.ts'

export interface ActivityFeedOptions {
  settings: SpeakerSettings
  /** Whether somebody is in the room and may be heard. */
  isPresent: (participantId: string) => boolean
  send: (event: ActivityEvent) => void
  /** Called with every round: who speaks, loudest first, and who holds the floor. */
  ranked: (speaking: readonly AudioLevel[], dominant: string | null) => void
}

// The observer measures four times a second while somebody is audible, and says
// silence once; the feed keeps the beat until every highlight has faded.
const BEAT_MS = 250
// The stream is unreliable: the end of speech is said more than once.
const REPEATS_AFTER_SILENCE = 3

/** Turns level measurements into activity messages. */
export class ActivityFeed {
  readonly #options: ActivityFeedOptions
  readonly #ranking: SpeakerRanking
  #timer: NodeJS.Timeout | null = null
  #repeats = 0
  #heart: NodeJS.Timeout | undefined

  constructor(options: ActivityFeedOptions) {
    this.#options = options
    this.#ranking = new SpeakerRanking(options.settings)
    this.#keepAlive()
  }

  get dominant(): string | null {
    return this.#ranking.dominant
  }

  /** Takes a round of measurements, empty for silence. */
  measured(levels: readonly AudioLevel[]): void {
    this.#beat(levels.filter(({ participantId }) => this.#options.isPresent(participantId)))
  }

  /** Ends somebody's speech at once: muted or gone. */
  silenced(participantId: string): void {
    this.#ranking.remove(participantId)
    this.#repeats = REPEATS_AFTER_SILENCE
    this.#schedule()
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    clearTimeout(this.#heart)
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
    const { dominant, speaking } = this.#ranking.update(levels, performance.now())
    this.#options.ranked(speaking, dominant)
    if (speaking.length > 0) this.#repeats = REPEATS_AFTER_SILENCE
    else if (this.#repeats > 0) this.#repeats -= 1
    else return
    const activity: Activity = {
      type: 'activity',
      dominant,
      speaking: speaking.map(({ participantId, level }) => [participantId, level]),
    }
    this.#send(activity)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#beat([]), BEAT_MS * 1.5)
  }
}
