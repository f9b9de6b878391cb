import type { RoomEvent, RoomEventMap, RoomEventName } from '../rooms/ports/events.ts'
import type { AnnouncedParticipant } from './store.ts'

/** The present state that goes with an event. */
export interface EventContext {
  room: string
  /** Order among the events of the room. */
  number: number
  /** Whether the room is open after the event. */
  open: boolean
  /** How many have a seat after it. */
  participants: number
  /** Whom it is about, as they are after it. */
  participant?: AnnouncedParticipant
  /** Server time in milliseconds since 1970. */
  at: number
}

/** Events that carry a name of somebody, which then stands where others have that of the event. */
type Naming = {
  [N in RoomEventName]: RoomEventMap[N] extends { name: unknown } ? N : never
}[RoomEventName]

const NAMING: Readonly<Record<Naming, true>> = {
  participantRenamed: true,
  participantRenamedBy: true,
  participantRemoved: true,
  ownerChanged: true,
  banLifted: true,
  knocked: true,
  knockDecided: true,
}

/**
 * What receivers get: the event, and the present state of what it is about, so that nobody has to
 * add up differences. Source: Standard Webhooks, "Payload structure".
 */
export function eventBody(type: RoomEventName, event: RoomEvent, context: EventContext): string {
  const { room, number, open, participants, participant, at } = context
  return JSON.stringify({
    type,
    timestamp: new Date(at).toISOString(),
    data: {
      ...detailsOf(type, event),
      number,
      room: { name: room, open, participants },
      ...(participant ? { participant } : {}),
    },
  })
}

function detailsOf(type: RoomEventName, event: RoomEvent): object {
  const dropped = new Set(['room', 'participant', ...(type in NAMING ? [] : ['name'])])
  return Object.fromEntries(Object.entries(event).filter(([key]) => !dropped.has(key)))
}
