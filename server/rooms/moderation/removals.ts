import { randomBytes } from 'node:crypto'
import {
  canActOn,
  decides,
  ProtocolError,
  type Ban,
  type NextRoom,
  type RequestParams,
} from '../../../protocol/index.ts'
import { nameOf, type Actor } from '../doors/actor.ts'
import { banMarksOf, describeBan, isMeantInside } from '../doors/find-ban.ts'
import type { RoomPolicy } from '../doors/room-policy.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { StoredBan } from '../ports/policy-store.ts'
import type { TakingCode } from '../seats/gone-seats.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import type { Seat } from '../seats/seat.ts'
import { requireSay, requireTarget } from './target.ts'

/** Who is removed, and where that is kept. */
export interface RemovalsOptions {
  seats: Pick<SeatTable, 'all' | 'findAnnounced'>
  policy: Pick<RoomPolicy, 'bans' | 'setBans' | 'isOwnedBy'>
  events: RoomEventSink
  /** Takes a seat from its owner, who is told the code, now or when they come back. */
  remove: (seat: Seat, code: TakingCode, next?: NextRoom) => void
}

const ID_BYTES = 9
// A room that bans more has other troubles; then the oldest ends.
const BANS_MAX = 500

/** Takes seats from people, and keeps those out who are banned. */
export class Removals {
  readonly #options: RemovalsOptions

  constructor(options: RemovalsOptions) {
    this.#options = options
  }

  /** Those who may not come back, the oldest first. */
  get bans(): Ban[] {
    return this.#options.policy.bans.map(describeBan)
  }

  /**
   * Takes the seat of somebody. With a ban, all their other seats go as well, those on the way included; it holds
   * from now on, and is stored when the promise is fulfilled.
   *
   * @throws {ProtocolError} `target_gone`; `not_allowed` for hosts above oneself, and for oneself
   */
  async remove(actor: Actor, { participantId, ban }: RequestParams<'participant:remove'>): Promise<void> {
    const seat = requireTarget(this.#options.seats, participantId)
    requireSay(actor, seat)
    if (seat.id === actor.id)
      throw new ProtocolError('not_allowed', 'You cannot remove yourself. Leave instead.')
    if (this.#options.policy.isOwnedBy(seat) && actor.id !== undefined)
      throw new ProtocolError(
        'not_allowed',
        'The room belongs to that person. Ask the operator of the server.',
      )
    if (!ban) {
      this.#take(seat, actor, { banned: false })
      return
    }
    const added = createBan(seat, actor)
    if (!added)
      throw new ProtocolError(
        'not_allowed',
        'That person has not come back since the server started, so nothing is known that a ban could go by. Remove them.',
      )
    const stored = this.#options.policy.setBans([...this.#options.policy.bans, added].slice(-BANS_MAX))
    for (const other of this.#seatsOf(seat, added, actor)) this.#take(other, actor, { banned: true })
    await stored
  }

  /**
   * Sends somebody to another room: takes the seat and tells them where they are expected. Whoever is away is
   * told once they are back.
   *
   * @throws {ProtocolError} `target_gone`; `not_allowed` for hosts above oneself
   */
  move(actor: Actor, participantId: string, next: NextRoom): void {
    const seat = requireTarget(this.#options.seats, participantId)
    requireSay(actor, seat)
    const { name: displayName } = seat
    this.#options.events.emit('participantMoved', {
      participantId,
      displayName,
      to: next.room,
      by: nameOf(actor),
    })
    this.#options.remove(seat, 'moved', next)
  }

  /** Lets somebody come back. Of a ban that is no longer there it is true already. */
  async lift(actor: Actor, id: string): Promise<void> {
    const { policy, events } = this.#options
    const lifted = policy.bans.find((ban) => ban.id === id)
    if (!lifted) return
    const stored = policy.setBans(policy.bans.filter((ban) => ban !== lifted))
    events.emit('banLifted', { displayName: lifted.name, by: nameOf(actor) })
    await stored
  }

  #seatsOf(seat: Seat, ban: StoredBan, actor: Actor): Seat[] {
    return [...this.#options.seats.all].filter(
      (other) =>
        other === seat ||
        (other.id !== actor.id &&
          !this.#options.policy.isOwnedBy(other) &&
          canActOn(actor.role, other.role) &&
          isMeantInside(ban, other.arrival.marks, { sparesAddress: decides(other.role) })),
    )
  }

  #take(seat: Seat, actor: Actor, { banned }: { banned: boolean }): void {
    const { id: participantId, name, announced } = seat
    // Of somebody on the way nobody has heard.
    if (announced)
      this.#options.events.emit('participantRemoved', {
        participantId,
        displayName: name,
        banned,
        by: nameOf(actor),
      })
    this.#options.remove(seat, banned ? 'banned' : 'removed')
  }
}

/** Undefined where nothing is known by which somebody would be known again. */
function createBan({ name, arrival }: Seat, actor: Actor): StoredBan | undefined {
  const marks = banMarksOf(arrival.marks)
  const id = randomBytes(ID_BYTES).toString('base64url')
  return marks && { id, name, at: Date.now(), by: actor.name, ...marks }
}
