import type { Metrics } from './observability/metrics.ts'
import { ROOM_EVENT_NAMES, type RoomEvents } from './rooms/ports/events.ts'

/** Counts what happens in rooms, by event. */
export function countRoomEvents(events: RoomEvents, metrics: Metrics): void {
  const counter = metrics.addCounter({
    name: 'plenary_room_events_total',
    help: 'What happened in rooms, by event: participants joined, returned and left, tracks, chat messages, and more.',
    labels: ['event'],
  })
  for (const event of ROOM_EVENT_NAMES) {
    // A series that begins with its first event hides that event from rate().
    counter.inc({ event }, 0)
    events.on(event, () => counter.inc({ event }))
  }
}
