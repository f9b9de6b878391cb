import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Metrics } from './observability/metrics.ts'
import { countRoomEvents } from './room-metrics.ts'
import { ROOM_EVENT_NAMES, RoomEvents } from './rooms/ports/events.ts'

it('counts every event of every room, and begins each at zero', async () => {
  const metrics = new Metrics()
  const events = new RoomEvents((error) => {
    throw error
  })
  countRoomEvents(events, metrics)
  events.emit('red', 'participantLeft', { participantId: 'ada' })
  events.emit('blue', 'participantLeft', { participantId: 'bob' })
  const text = await metrics.render()
  assert.match(text, /plenary_room_events_total\{event="participantLeft"\} 2/)
  const zeros = text.match(/plenary_room_events_total\{event="\w+"\} 0/g) ?? []
  assert.equal(zeros.length, ROOM_EVENT_NAMES.length - 1)
})
