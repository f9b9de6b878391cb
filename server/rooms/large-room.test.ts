import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { NotificationParams, Participant } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import {
  createRooms,
  FakeConnection,
  joinRequest,
  produceRequest,
  settle,
  TEST_SETTINGS,
} from './test-room.ts'

type Joined = Awaited<ReturnType<ReturnType<typeof createRooms>['join']>>

/** A large room, whose host publishes nothing. */
async function setUp(t: TestContext, size = 40) {
  const rooms = createRooms(t, { maxSeats: 500, settings: { ...TEST_SETTINGS, maxParticipants: 500 } })
  const people: Joined[] = []
  for (let index = 0; index < size; index += 1) people.push(await rooms.join(`Person ${index}`))
  // Whoever comes says what they show at once, and the room has become large by then.
  await settle()
  for (const { seat } of people) seat.media?.setView({ tiles: [], pins: [] })
  const [host, viewer, publisher] = people
  assert.ok(host && viewer && publisher)
  return { ...rooms, people, host, viewer, publisher }
}

/** In which order somebody was told of people, and of consumers of theirs. */
function order({ connection }: Joined, participantId: string): string[] {
  return connection.told.flatMap(({ name, params }) => {
    if (name === 'room:changed') {
      const { joined } = params as NotificationParams<'room:changed'>
      return joined.some(({ id }) => id === participantId) ? ['name'] : []
    }
    if (name !== 'consumers:changed') return []
    const { added } = params as NotificationParams<'consumers:changed'>
    return added.some((consumer) => consumer.participantId === participantId) ? ['consumer'] : []
  })
}

const namesOf = (participants: readonly Participant[]): string[] => participants.map(({ name }) => name)

describe('a large room of seats', () => {
  it('names whoever is heard before their sound comes', async (t) => {
    const { people } = await setUp(t)
    const speaker = people.at(-1)
    const listener = people[5]
    assert.ok(speaker && listener)
    await speaker.seat.media?.tracks.produce(produceRequest('microphone'))
    await waitFor(() => (order(listener, speaker.seat.id).includes('consumer') ? undefined : 'no sound yet'))
    assert.deepEqual(order(listener, speaker.seat.id), ['name', 'consumer'])
  })

  it('names whoever is shown before their picture comes', async (t) => {
    const { people, viewer } = await setUp(t)
    const shown = people.at(-1)
    assert.ok(shown)
    await shown.seat.media?.tracks.produce(produceRequest('camera'))
    const tile = { participantId: shown.seat.id, source: 'camera' as const, width: 320, height: 180 }
    viewer.seat.media?.setView({ tiles: [tile], pins: [] })
    await waitFor(() => (order(viewer, shown.seat.id).includes('consumer') ? undefined : 'no picture yet'))
    assert.deepEqual(order(viewer, shown.seat.id), ['name', 'consumer'])
  })

  it('names with the answer to a return all whom the seat still shows, and nobody who has left', async (t) => {
    const { rooms, people, viewer } = await setUp(t)
    const [shown, gone] = people.slice(-2)
    assert.ok(shown && gone)
    viewer.seat.media?.setView({ tiles: [], pins: [shown.seat.id, gone.seat.id] })
    viewer.room.connectionLost(viewer.seat, viewer.connection, { pageClosed: false })
    gone.room.leave(gone.seat)
    const { reply } = await rooms.join(
      'red',
      new FakeConnection(),
      joinRequest('Person 1', {
        resumeToken: viewer.reply.resumeToken,
        kept: { consumerIds: [], producerIds: [] },
      }),
    )
    assert.deepEqual([reply.resumed, reply.whole, reply.participantCount], [true, false, 38])
    assert.ok(namesOf(reply.participants).includes('Person 38'))
    assert.ok(!namesOf(reply.participants).includes('Person 39'))
    assert.ok(namesOf(reply.participants).includes('Person 0'), 'the host is missing')
  })

  it('forgets what a page showed that was reloaded', async (t) => {
    const { rooms, people, viewer } = await setUp(t)
    const shown = people.at(-1)
    assert.ok(shown)
    viewer.seat.media?.setView({ tiles: [], pins: [shown.seat.id] })
    viewer.room.connectionLost(viewer.seat, viewer.connection, { pageClosed: true })
    const { resumeToken } = viewer.reply
    const { reply } = await rooms.join('red', new FakeConnection(), joinRequest('Person 1', { resumeToken }))
    assert.equal(reply.resumed, true)
    assert.ok(!namesOf(reply.participants).includes(shown.seat.name))
  })

  it('passes over people in a view who are not there', async (t) => {
    const { viewer } = await setUp(t)
    const before = viewer.connection.told.length
    const { remembered } = viewer.room
    const strangers = ['nobody-here', '__proto__', viewer.seat.id]
    viewer.seat.media?.setView({
      tiles: strangers.map((participantId) => ({ participantId, source: 'camera', width: 32, height: 18 })),
      pins: strangers,
    })
    await settle()
    const told = viewer.connection.told.slice(before).filter(({ name }) => name === 'room:changed')
    const joined = told.flatMap(({ params }) => (params as NotificationParams<'room:changed'>).joined)
    assert.deepEqual(
      joined.filter(({ id }) => strangers.includes(id)),
      [],
    )
    assert.ok(viewer.connection.told.length <= before + 1)
    assert.ok(viewer.room.remembered <= remembered, 'strangers are kept')
  })

  it('keeps nothing for seats that are gone', async (t) => {
    const { people, host, viewer, publisher } = await setUp(t)
    await publisher.seat.media?.tracks.produce(produceRequest('microphone'))
    const remembered = (): number => viewer.room.remembered
    const before = remembered()
    for (const { seat, room } of people.slice(3)) {
      seat.media?.setView({ tiles: [], pins: [host.seat.id, viewer.seat.id] })
      room.roster.look(seat.id, { list: 'people', from: 0, count: 64 })
      room.roster.look(seat.id, { list: 'stage', from: 0, count: 64 })
    }
    await settle()
    assert.ok(remembered() > before + 37 * 30, `${remembered()} instead of ${before}`)
    for (const { seat, room } of people.slice(3)) room.leave(seat)
    // Themselves, the one who publishes, and what the first picture was to be of.
    await waitFor(() => (remembered() <= 3 * 3 ? undefined : `${remembered()} are kept`))
  })

  it('tells all who came together with the one that made it large that it is', async (t) => {
    const rooms = createRooms(t, { maxSeats: 500, settings: { ...TEST_SETTINGS, maxParticipants: 500 } })
    const people = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => await rooms.join(`Person ${index}`)),
    )
    // What comes before the answer belongs to no seat yet, as far as a page knows.
    const early = people.map(({ connection }) => connection.told.length)
    await settle()
    const misled = people.filter(({ reply, connection }, index) => {
      const after = connection.told.slice(early[index]).filter(({ name }) => name === 'room:changed')
      const told = after.map(({ params }) => (params as NotificationParams<'room:changed'>).whole)
      return reply.whole && !told.includes(false)
    })
    assert.equal(misled.length, 0)
  })
})
