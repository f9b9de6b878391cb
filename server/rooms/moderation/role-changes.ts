import {
  ProtocolError,
  type ActorName,
  type RequestParams,
  type Role,
  type RoomRules,
} from '../../../protocol/index.ts'
import { nameOf, type Actor } from '../doors/actor.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { SeatChanges } from '../seats/seat-changes.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import type { Seat } from '../seats/seat.ts'
import { actorOf, requireAction, requireSay, requireTarget } from './target.ts'
import type { TrackStops } from './track-stops.ts'

/** Whose roles they are, and what follows from them. */
export interface RoleChangesOptions {
  seats: Pick<SeatTable, 'announced' | 'findAnnounced'>
  changes: Pick<SeatChanges, 'tellAtOnce'>
  events: RoomEventSink
  tracks: Pick<TrackStops, 'enforce'>
  /** What holds in the room. */
  law: { readonly rules: RoomRules }
}

/** Who is what in a meeting, once people are inside. */
export class RoleChanges {
  readonly #options: RoleChangesOptions

  constructor(options: RoleChangesOptions) {
    this.#options = options
  }

  /**
   * Gives somebody another role. What they send and may not send any more stops at once.
   *
   * @throws {ProtocolError} `target_gone`; `not_allowed`, also for the only host who would be none any more
   */
  async set(actor: Actor, { participantId, role }: RequestParams<'role:set'>): Promise<void> {
    const seat = requireTarget(this.#options.seats, participantId)
    requireAction(
      actor,
      isOfStage(role) && isOfStage(seat.role) ? 'stage' : 'appoint',
      this.#options.law.rules,
    )
    requireSay(actor, seat)
    if (seat.role === role) return
    if (seat.role === 'host' && this.#hosts() === 1) {
      throw new ProtocolError('not_allowed', 'A room keeps one host. Make somebody else a host first.')
    }
    await this.#give(seat, role, nameOf(actor), { isDecided: true })
  }

  /**
   * A seat was given up. With the last host goes the role, to the co-host who has been here the longest.
   *
   * @param left - as it was
   */
  async seatLeft(left: Seat): Promise<void> {
    if (left.role !== 'host' || this.#hosts() > 0) return
    const heir = [...this.#options.seats.announced()].find(({ role }) => role === 'co-host')
    if (heir) await this.#give(heir, 'host', nameOf(actorOf(left)), { isDecided: false })
  }

  async #give(seat: Seat, role: Role, by: ActorName, { isDecided }: { isDecided: boolean }): Promise<void> {
    const { changes, events, tracks } = this.#options
    const before = seat.role
    seat.setRole(role)
    const stopped = tracks.enforce(by, [seat])
    if (by.id !== seat.id) seat.notify('seat:moderated', { by, what: { kind: 'role', role } })
    events.emit('roleChanged', { participantId: seat.id, role, before, ...(isDecided ? { by } : {}) })
    await Promise.all([changes.tellAtOnce(seat, 'role'), stopped])
  }

  #hosts(): number {
    return [...this.#options.seats.announced()].filter(({ role }) => role === 'host').length
  }
}

function isOfStage(role: Role): boolean {
  return role === 'speaker' || role === 'viewer'
}
