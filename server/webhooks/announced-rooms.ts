import type { Participant } from '../../protocol/index.ts'
import type { RoomEvent, RoomEventName } from '../rooms/ports/events.ts'
import { AnnouncedPerson, type PersonDetails } from './announced-person.ts'
import type { AnnouncedParticipant, AnnouncedRoom, WebhookStore } from './store.ts'

/** What one event changed about what is announced. */
export interface Change {
  /** Number of the event in its room. */
  number: number
  open: boolean
  participants: number
  /** Whom the event is about, as they are after it; somebody who left as they were. */
  participant?: AnnouncedParticipant
  /** Set when what outlives the process is another now. */
  changed?: AnnouncedParticipant
  left?: string
}

type Details = PersonDetails & Pick<RoomEvent, 'name'> & { participantId?: string; participant?: Participant }

class KnownRoom {
  number: number
  open: boolean
  readonly people: Map<string, AnnouncedPerson>

  constructor({ number, open, participants }: Omit<AnnouncedRoom, 'room'>) {
    this.number = number
    this.open = open
    this.people = new Map(participants.map((one) => [one.id, new AnnouncedPerson(one)]))
  }

  get isOver(): boolean {
    return !this.open && this.people.size === 0
  }
}

/**
 * The rooms as receivers know them: the number of each one's newest event, and everybody who was said
 * to have joined and not to have left. Every event is applied once, in the order in which it happened.
 */
export class AnnouncedRooms {
  readonly #store: Pick<WebhookStore, 'announced' | 'number'>
  readonly #rooms: Map<string, KnownRoom>

  constructor(store: Pick<WebhookStore, 'announced' | 'number'>) {
    this.#store = store
    this.#rooms = new Map(store.announced().map((one) => [one.room, new KnownRoom(one)]))
  }

  /** Rooms that were said to be open, or in which somebody is said to be. */
  get occupied(): string[] {
    return [...this.#rooms.keys()]
  }

  /** Whether a room was said to be open. */
  isOpen(room: string): boolean {
    return this.#rooms.get(room)?.open ?? false
  }

  /** Whether a seat was said to be taken. */
  has({ room, participantId }: { room: string; participantId: string }): boolean {
    return this.#rooms.get(room)?.people.has(participantId) ?? false
  }

  /** Seats of a room that were said to be taken, the oldest first. */
  seats(room: string): string[] {
    return [...(this.#rooms.get(room)?.people.keys() ?? [])]
  }

  /** Corrects what is known of somebody by how they are. */
  refresh(room: string, participant: Participant): void {
    this.#rooms.get(room)?.people.get(participant.id)?.refresh(participant)
  }

  /** Takes note of an event. */
  apply(type: RoomEventName, event: RoomEvent): Change {
    const room = this.#room(event.room)
    room.number += 1
    if (type === 'roomOpened') room.open = true
    if (type === 'roomClosed') room.open = false
    const about = applyToPeople(room, type, event)
    // Only its number would be left, and that is in the store.
    if (room.isOver) this.#rooms.delete(event.room)
    return { number: room.number, open: room.open, participants: room.people.size, ...about }
  }

  #room(name: string): KnownRoom {
    const known = this.#rooms.get(name)
    const room = known ?? new KnownRoom({ number: this.#store.number(name), open: false, participants: [] })
    this.#rooms.set(name, room)
    return room
  }
}

function applyToPeople(
  { people }: KnownRoom,
  type: RoomEventName,
  details: Details,
): Pick<Change, 'participant' | 'changed' | 'left'> {
  const { participant: joined } = details
  if (type === 'participantJoined' && joined) people.set(joined.id, new AnnouncedPerson(joined))
  const id = joined?.id ?? details.participantId
  if (id === undefined) {
    if (type === 'handsLowered') for (const person of people.values()) person.lowerHand()
    return {}
  }
  const person = people.get(id)
  if (!person) return {}
  if (type === 'participantLeft') {
    people.delete(id)
    return { participant: person.snapshot, left: id }
  }
  const changed = person.apply(type, details)
  const participant = person.snapshot
  return changed ? { participant, changed: participant } : { participant }
}
