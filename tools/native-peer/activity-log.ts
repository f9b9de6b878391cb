import { activityEventSchema, type Activity } from '../../protocol/index.ts'
import type { NativeChannel } from './native-channel.ts'

/** Everything that the activity stream said. */
export class ActivityLog {
  readonly #entries: { at: number; activity: Activity }[] = []
  #heardAt: number | undefined

  constructor(channel: NativeChannel) {
    channel.listen((message) => {
      const event = activityEventSchema.parse(JSON.parse(message.toString()))
      this.#heardAt = performance.now()
      if (event.type === 'activity') this.#entries.push({ at: this.#heardAt, activity: event })
    })
  }

  /** When the last message came, heartbeats included, by `performance.now()`. */
  get heardAt(): number | undefined {
    return this.#heardAt
  }

  /** Messages with the time of their arrival by `performance.now()`, oldest first. */
  get entries(): readonly { at: number; activity: Activity }[] {
    return this.#entries
  }

  get latest(): Activity | undefined {
    return this.#entries.at(-1)?.activity
  }

  /** Who speaks now, loudest first. */
  get speaking(): string[] {
    return (this.latest?.speaking ?? []).map(([id]) => id)
  }

  /** Who held the floor, one after another. */
  get dominants(): (string | null)[] {
    return this.#entries
      .map(({ activity }) => activity.dominant)
      .filter((dominant, index, all) => index === 0 || dominant !== all[index - 1])
  }
}
