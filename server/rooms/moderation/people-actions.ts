import { canActOn, type RequestParams } from '../../../protocol/index.ts'
import { nameOf, type Actor } from '../doors/actor.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { SeatChanges } from '../seats/seat-changes.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import type { Seat } from '../seats/seat.ts'
import { requireSay, requireTarget } from './target.ts'

/** Whose names and hands they are, and where it is told. */
export interface PeopleActionsOptions {
  seats: Pick<SeatTable, 'announced' | 'findAnnounced' | 'rename'>
  changes: Pick<SeatChanges, 'tellAtOnce'>
  events: RoomEventSink
}

/** What hosts do to the names and hands of others. */
export class PeopleActions {
  readonly #options: PeopleActionsOptions

  constructor(options: PeopleActionsOptions) {
    this.#options = options
  }

  /**
   * Gives somebody another name.
   *
   * @param displayName - checked
   * @returns the name as everybody sees it
   * @throws {ProtocolError} `target_gone`, `not_allowed`
   */
  async rename(actor: Actor, participantId: string, displayName: string): Promise<string> {
    const { seats, changes, events } = this.#options
    const seat = requireTarget(seats, participantId)
    requireSay(actor, seat)
    const before = seat.name
    seats.rename(seat, displayName)
    const { name } = seat
    if (name === before) return name
    const by = nameOf(actor)
    seat.notify('seat:moderated', { by, what: { kind: 'renamed', name } })
    events.emit('participantRenamedBy', { participantId, displayName: name, before, by })
    events.emit('participantRenamed', { participantId, displayName: name })
    await changes.tellAtOnce(seat, 'name')
    return name
  }

  /**
   * Lowers the hand of one, or of all.
   *
   * @returns how many were up
   * @throws {ProtocolError} `target_gone`, `not_allowed`
   */
  async lowerHands(actor: Actor, { participantId }: RequestParams<'hands:lower'>): Promise<number> {
    const up = this.#hands(actor, participantId).filter((seat) => seat.setHand(false, 0))
    if (up.length === 0) return 0
    const { changes, events } = this.#options
    const by = nameOf(actor)
    for (const seat of up) {
      if (seat.id !== actor.id) seat.notify('seat:moderated', { by, what: { kind: 'hand-lowered' } })
      events.emit('handChanged', { participantId: seat.id, raisedAt: null })
    }
    const whom = participantId === undefined ? {} : { participantId }
    events.emit('handsLowered', { ...whom, count: up.length, by })
    await Promise.all(up.map((seat) => changes.tellAtOnce(seat, 'handRaisedAt')))
    return up.length
  }

  #hands(actor: Actor, participantId: string | undefined): Seat[] {
    const { seats } = this.#options
    if (participantId === undefined) {
      return [...seats.announced()].filter(({ role }) => canActOn(actor.role, role))
    }
    const seat = requireTarget(seats, participantId)
    requireSay(actor, seat)
    return [seat]
  }
}
