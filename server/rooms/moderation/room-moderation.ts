import type { RoomState } from '../../../protocol/index.ts'
import type { RoomPolicy } from '../doors/room-policy.ts'
import type { EventsOfRoom } from '../ports/events.ts'

/** What moderation works with. */
export interface RoomModerationOptions {
  policy: RoomPolicy
  events: EventsOfRoom
  /** Tells everybody in the room. */
  tell: (state: RoomState) => void
}

/** What hosts do to a meeting and to those in it. */
export class RoomModeration {
  readonly #options: RoomModerationOptions

  constructor(options: RoomModerationOptions) {
    this.#options = options
    const tell = (): void => options.tell(this.state)
    options.events.on('rulesChanged', tell)
    options.events.on('ownerChanged', tell)
  }

  /** What everybody is told of the room: what differs from an open one. */
  get state(): RoomState {
    const { differences, owner } = this.#options.policy
    return { ...(differences ? { rules: differences } : {}), ...(owner ? { owner: owner.name } : {}) }
  }
}
