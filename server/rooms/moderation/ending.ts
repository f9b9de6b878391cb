import type { ActorName, RoomState } from '../../../protocol/index.ts'
import { nameOf, type Actor } from '../doors/actor.ts'
import type { RoomEventSink } from '../ports/events.ts'

/** Who ends the room, and who has to hear of it. */
export interface EndingOptions {
  events: RoomEventSink
  /** The state of the room is another one. */
  changed: () => void
  /** Ends the meeting for everybody in it. */
  end: () => void
}

/**
 * The countdown at the end of a meeting. It lives in the process alone: a server that is started again meanwhile has
 * called it off, so that nobody is thrown out of a meeting whose hosts cannot call that off.
 */
export class Ending {
  readonly #options: EndingOptions
  #running: { timer: NodeJS.Timeout; at: number; by: ActorName } | undefined

  constructor(options: EndingOptions) {
    this.#options = options
  }

  /** What everybody is told of it; undefined while it does not run. */
  get state(): RoomState['ending'] {
    return this.#running && { inMs: Math.max(0, this.#running.at - Date.now()), by: this.#running.by }
  }

  /**
   * Ends the meeting after so many seconds. A countdown that runs is only shortened: whoever wants it longer calls it
   * off first, so that two who end the meeting at once do not prolong it.
   *
   * @param seconds - 0 ends it at once, null calls that off
   */
  set(actor: Actor, seconds: number | null): void {
    const by = nameOf(actor)
    if (seconds === null) {
      this.#callOff(by)
      return
    }
    const at = Date.now() + seconds * 1000
    if (this.#running && this.#running.at <= at) return
    this.close()
    if (seconds > 0) {
      const timer = setTimeout(() => this.#options.end(), seconds * 1000)
      this.#running = { timer, at, by }
      this.#options.changed()
    }
    this.#options.events.emit('roomEnding', { at, by })
    if (seconds === 0) this.#options.end()
  }

  /** The room has ended, by this or otherwise. */
  close(): void {
    clearTimeout(this.#running?.timer)
    this.#running = undefined
  }

  #callOff(by: ActorName): void {
    if (!this.#running) return
    this.close()
    this.#options.changed()
    this.#options.events.emit('roomEnding', { at: null, by })
  }
}
