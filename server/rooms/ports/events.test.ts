import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ROOM_EVENT_NAMES, RoomEvents } from './events.ts'

it('tells every watcher of an event what happened and where, in the order in which they came', () => {
  const events = new RoomEvents(() => undefined)
  const heard: string[] = []
  events.on('participantLeft', ({ room, participantId }) => heard.push(`first ${room} ${participantId}`))
  events.on('participantLeft', ({ name }) => heard.push(`second ${name}`))
  events.on('participantRenamed', () => heard.push('another event'))
  events.emit('red', 'participantLeft', { participantId: 'ada' })
  assert.deepEqual(heard, ['first red ada', 'second participantLeft'])
})

it('calls every event by its own name and room, whatever its details are called', () => {
  const events = new RoomEvents(() => undefined)
  const heard: unknown[] = []
  for (const name of ROOM_EVENT_NAMES) {
    events.on(name, ({ name, room }) => heard.push([name, room]))
    events.emit('red', name, { name: 'Ada', room: 'blue' } as never)
  }
  assert.deepEqual(
    heard,
    ROOM_EVENT_NAMES.map((name) => [name, 'red']),
  )
})

it('keeps a watcher that throws from nobody, and reports what it threw', () => {
  const failures: unknown[] = []
  const events = new RoomEvents((error, name) => failures.push([error, name]))
  const broken = new Error('broken')
  events.on('roomClosed', () => {
    throw broken
  })
  let heard = 0
  events.on('roomClosed', () => (heard += 1))
  events.emit('red', 'roomClosed', { reason: 'empty' })
  assert.equal(heard, 1)
  assert.deepEqual(failures, [[broken, 'roomClosed']])
})

it('stops to tell whoever does not want to hear any more, even in the middle of an event', () => {
  const events = new RoomEvents(() => undefined)
  const heard: string[] = []
  const endSecond: (() => void)[] = []
  events.on('roomOpened', () => {
    heard.push('first')
    for (const end of endSecond) end()
  })
  endSecond.push(events.on('roomOpened', () => heard.push('second')))
  events.emit('red', 'roomOpened', { restoredSeats: 0 })
  events.emit('red', 'roomOpened', { restoredSeats: 0 })
  assert.deepEqual(heard, ['first', 'first'])
})
