import type { RoomState } from '../../../protocol/index.ts'
import type { RoomPolicy } from '../doors/room-policy.ts'
import type { EventsOfRoom } from '../ports/events.ts'
import type { LogStore } from '../ports/log-store.ts'
import type { SeatChanges } from '../seats/seat-changes.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import type { Seat } from '../seats/seat.ts'
import { Ending } from './ending.ts'
import { HostRate } from './host-rate.ts'
import { MeetingLog } from './meeting-log.ts'
import { PeopleActions } from './people-actions.ts'
import { Removals, type RemovalsOptions } from './removals.ts'
import { RoleChanges } from './role-changes.ts'
import { Spotlight, type SpotlightOptions } from './spotlight.ts'
import { TrackStops } from './track-stops.ts'

/** What moderation works with. */
export interface RoomModerationOptions {
  room: string
  policy: RoomPolicy
  events: EventsOfRoom
  seats: SeatTable
  changes: SeatChanges
  roster: SpotlightOptions['roster']
  /** Whom hosts showed to everybody before a restart, and where that is kept. */
  spotlight: Pick<SpotlightOptions, 'stored' | 'keep'>
  log: { store: LogStore; newest: number; people: Iterable<{ id: string; name: string }> }
  /** Tells everybody in the room. */
  tell: (state: RoomState) => void
  /** Takes a seat from its owner. */
  remove: RemovalsOptions['remove']
  /** Ends the meeting for everybody in it. */
  end: () => void
}

/** What hosts do to a meeting and to those in it. Programs do it by the same methods, as an actor without id. */
export class RoomModeration {
  readonly tracks: TrackStops
  readonly roles: RoleChanges
  readonly people: PeopleActions
  readonly spotlight: Spotlight
  readonly removals: Removals
  readonly ending: Ending
  readonly log: MeetingLog
  /** Charges seats for what they decide. */
  readonly rate = new HostRate()
  readonly #options: RoomModerationOptions

  constructor(options: RoomModerationOptions) {
    this.#options = options
    const { room, policy, events, seats, changes, roster, remove, end } = options
    const changed = (): void => options.tell(this.state)
    const common = { seats, changes, events, law: policy }
    this.log = new MeetingLog({ room, events, ...options.log })
    this.tracks = new TrackStops(common)
    this.roles = new RoleChanges({ ...common, tracks: this.tracks })
    this.people = new PeopleActions(common)
    this.spotlight = new Spotlight({ seats, roster, events, changed, ...options.spotlight })
    this.removals = new Removals({ seats, policy, events, remove })
    this.ending = new Ending({ events, changed, end })
    events.on('roomOpened', () => this.spotlight.restored())
    events.on('rulesChanged', ({ by }) => {
      changed()
      void this.tracks.enforce(by)
    })
    events.on('ownerChanged', changed)
    events.on('roomClosed', () => this.ending.close())
  }

  /** What everybody is told of the room: what differs from an open one. */
  get state(): RoomState {
    const { differences, owner } = this.#options.policy
    const { ids } = this.spotlight
    const { state: ending } = this.ending
    return {
      ...(differences ? { rules: differences } : {}),
      ...(ids.length > 0 ? { spotlight: [...ids] } : {}),
      ...(owner ? { owner: owner.name } : {}),
      ...(ending ? { ending } : {}),
    }
  }

  /** A seat that others knew was given up. */
  seatLeft(seat: Seat): void {
    this.spotlight.seatLeft(seat.id)
    void this.roles.seatLeft(seat)
  }
}
