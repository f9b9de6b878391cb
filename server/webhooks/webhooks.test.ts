import assert from 'node:assert/strict'
import { it } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { refuse, startReceiver, take, type TestReceiver } from './test-receiver.ts'
import { person, startLife, storageFile } from './test-webhooks.ts'

const types = ({ received }: TestReceiver): string[] => received.map(({ type }) => type)

async function gets(receiver: TestReceiver, count: number): Promise<void> {
  await waitFor(() =>
    receiver.received.length >= count
      ? undefined
      : `${count} messages; these came: ${types(receiver).join()}`,
  )
  assert.equal(receiver.received.length, count)
}

it('tells what happens with its number and the present state, in order', async (t) => {
  const receiver = await startReceiver(t)
  const { events } = await startLife(t, [receiver])
  events.emit('red', 'roomOpened', { restoredSeats: 0 })
  events.emit('red', 'participantJoined', { participant: person('ada-seat', 'Ada') })
  events.emit('red', 'participantRenamed', { participantId: 'ada-seat', displayName: 'Ada L.' })
  events.emit('red', 'trackPublished', {
    participantId: 'ada-seat',
    producerId: 'p1',
    source: 'camera',
    paused: false,
  })
  events.emit('red', 'participantDisconnected', { participantId: 'ada-seat', pageClosed: false })
  events.emit('red', 'participantLeft', { participantId: 'ada-seat' })
  events.emit('red', 'roomClosed', { reason: 'empty' })
  await gets(receiver, 7)
  assert.deepEqual(
    receiver.received.map(({ type, data: { number, room } }) => [type, number, room.open, room.participants]),
    [
      ['roomOpened', 1, true, 0],
      ['participantJoined', 2, true, 1],
      ['participantRenamed', 3, true, 1],
      ['trackPublished', 4, true, 1],
      ['participantDisconnected', 5, true, 1],
      ['participantLeft', 6, true, 0],
      ['roomClosed', 7, false, 0],
    ],
  )
  const [, , renamed, published, , left] = receiver.received
  assert.equal(renamed?.data.displayName, 'Ada L.')
  assert.deepEqual(published?.data.participant, {
    ...person('ada-seat', 'Ada L.'),
    publications: [{ source: 'camera', paused: false }],
  })
  assert.equal(left?.data.participant?.name, 'Ada L.')
  assert.match(receiver.received[0]?.timestamp ?? '', /^\d{4}-\d\d-\d\dT.*Z$/)
})

it('tells the name of an event although somebody is called like another', async (t) => {
  const receiver = await startReceiver(t)
  const { events } = await startLife(t, [receiver])
  events.emit('red', 'participantJoined', { participant: person('eve-seat') })
  events.emit('red', 'participantRenamed', { participantId: 'eve-seat', displayName: 'roomClosed' })
  await gets(receiver, 2)
  assert.deepEqual(types(receiver), ['participantJoined', 'participantRenamed'])
  assert.equal(receiver.received[1]?.data.displayName, 'roomClosed')
})

it('tells nothing of private messages, and of others only who asks for them', async (t) => {
  const [some, all] = [await startReceiver(t), await startReceiver(t)]
  const receivers = [
    { url: some.url, secret: 'whsec_' + Buffer.alloc(32, 5).toString('base64') },
    {
      url: all.url,
      secret: 'whsec_' + Buffer.alloc(32, 5).toString('base64'),
      events: ['chatMessageStored'],
    },
  ]
  const { events } = await startLife(t, [], { receivers })
  const message = {
    type: 'message',
    seq: 1,
    id: 'm1',
    clientId: 'c1',
    at: 1,
    from: 'a',
    fromName: 'A',
  } as const
  events.emit('red', 'chatMessageStored', { message: { ...message, text: 'secret', to: 'b', toName: 'B' } })
  events.emit('red', 'chatMessageStored', { message: { ...message, text: 'for all' } })
  events.emit('red', 'participantJoined', { participant: person('ada-seat') })
  await gets(all, 1)
  await gets(some, 1)
  assert.equal(JSON.stringify([all.received, some.received]).includes('secret'), false)
  assert.deepEqual([types(all), types(some)], [['chatMessageStored'], ['participantJoined']])
})

it('says nothing of a room that was opened for somebody who was not let in', async (t) => {
  const receiver = await startReceiver(t)
  const { events } = await startLife(t, [receiver])
  events.emit('red', 'roomOpened', { restoredSeats: 0 })
  events.emit('red', 'roomClosed', { reason: 'empty' })
  events.emit('blue', 'participantJoined', { participant: person('ada-seat') })
  await gets(receiver, 1)
  assert.equal(receiver.received[0]?.data.room.name, 'blue')
})

it('never tells of a leave without its join, nor twice', async (t) => {
  const receiver = await startReceiver(t)
  const { events } = await startLife(t, [receiver])
  events.emit('red', 'participantLeft', { participantId: 'nobody-1' })
  events.emit('red', 'participantJoined', { participant: person('ada-seat') })
  events.emit('red', 'roomClosed', { reason: 'ended' })
  events.emit('red', 'participantLeft', { participantId: 'ada-seat' })
  events.emit('blue', 'participantJoined', { participant: person('bob-seat') })
  await gets(receiver, 4)
  const red = receiver.received.filter(({ data }) => data.room.name === 'red').map(({ type }) => type)
  assert.deepEqual(red, ['participantJoined', 'participantLeft', 'roomClosed'])
})

it('delivers to others while one receiver is silent and another is away', async (t) => {
  const [silent, away, well] = [await startReceiver(t), await startReceiver(t), await startReceiver(t)]
  silent.answer = () => undefined
  away.answer = refuse(503)
  const { events, webhooks } = await startLife(t, [silent, away, well])
  for (let index = 0; index < 50; index += 1)
    events.emit(`room-${index}`, 'participantJoined', { participant: person(`seat-${index}`) })
  await gets(well, 50)
  assert.equal(webhooks.waiting.get(new URL(away.url).host), 50)
})

it('keeps the order of a room when a receiver comes back, and pairs over a restart', async (t) => {
  const file = storageFile(t)
  const receiver = await startReceiver(t)
  receiver.answer = refuse(500)
  const before = await startLife(t, [receiver], { file })
  before.events.emit('red', 'roomOpened', { restoredSeats: 0 })
  before.events.emit('red', 'participantJoined', { participant: person('ada-seat', 'Ada') })
  before.events.emit('red', 'participantJoined', { participant: person('bob-seat', 'Bob') })
  before.events.emit('red', 'handChanged', { participantId: 'bob-seat', raisedAt: 1 })
  await waitFor(() => (receiver.requests > 0 ? undefined : 'nothing was tried'))
  before.events.emit('red', 'roomClosed', { reason: 'stopped' })
  await before.close()
  assert.doesNotMatch(before.warnings.join(), /store/)
  const firstTries = receiver.received.length
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 1, 'the first holds the others back')

  receiver.answer = take
  const after = await startLife(t, [receiver], { file })
  after.events.emit('red', 'roomOpened', { restoredSeats: 1 })
  after.webhooks.reconcile({ find: () => ({ participants: [person('ada-seat', 'Ada')] }) })
  after.events.emit('red', 'participantReturned', { participantId: 'ada-seat', keptMedia: false })
  await waitFor(() => (types(receiver).includes('participantReturned') ? undefined : 'not all came'))
  const told = receiver.received.slice(firstTries)
  assert.deepEqual(
    told.map(({ type, data: { number, participant } }) => [number, type, participant?.name]),
    [
      [1, 'roomOpened', undefined],
      [2, 'participantJoined', 'Ada'],
      [3, 'participantJoined', 'Bob'],
      [4, 'handChanged', 'Bob'],
      [5, 'roomClosed', undefined],
      [6, 'roomOpened', undefined],
      [7, 'participantLeft', 'Bob'],
      [8, 'participantReturned', 'Ada'],
    ],
  )
  assert.equal(told[0]?.id, receiver.received[0]?.id, 'the same message keeps its id')
})

it('drops the oldest that wait when there are too many, and says so', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer = refuse(503)
  const { events, webhooks, store, warnings } = await startLife(t, [receiver], { maxEvents: 100 })
  for (let index = 1; index <= 400; index += 1)
    events.emit(`room-${index}`, 'participantJoined', { participant: person(`seat-${index}`) })
  assert.equal(webhooks.waiting.get(new URL(receiver.url).host), 100)
  assert.match(warnings.join('\n'), /the oldest are dropped/)
  assert.equal(store.webhooks.event(300), undefined)
  assert.ok(store.webhooks.event(301))
})
