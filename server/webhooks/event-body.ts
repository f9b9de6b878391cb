import type { RoomEvent, RoomEventName } from '../rooms/ports/events.ts'
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
      ...detailsOf(event),
      number,
      room: { name: room, open, participants },
      ...(participant ? { participant } : {}),
    },
  })
}

// The room and the participant are told as they are now, the name as the type.
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['name', 'room', 'participant'])

function detailsOf(event: RoomEvent): object {
  return Object.fromEntries(Object.entries(event).filter(([key]) => !TOLD_ELSEWHERE.has(key)))
}
