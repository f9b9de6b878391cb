import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { fill, takeSeat, type Listener } from '../kit/listener.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const NAMED = 'Person'

/** A room of so many, which is large. */
async function largeRoom(t: TestContext, count: number): Promise<{ server: TestServer; people: Listener[] }> {
  const server = await startServer(t, { access: { host: 'first' } })
  const people = await fill(server, count, NAMED)
  await knows(people, 'how many there are', ({ roster }) => roster.count === count)
  return { server, people }
}

async function knows(
  people: readonly Listener[],
  what: string,
  is: (one: Listener) => boolean,
): Promise<void> {
  await waitFor(() => {
    const missing = people.filter((one) => !is(one)).length
    return missing === 0 ? undefined : `${missing} do not know ${what}`
  })
}

/** Waits until all that the server had to tell somebody has come. */
async function settled(people: readonly Listener[], of: Listener): Promise<void> {
  const name = `Settled ${of.id}`
  await people[0]?.client.request('participant:rename', { name })
  await knows(
    [of],
    'the new name of the host',
    ({ roster }) => roster.find(people[0]?.id ?? '')?.name === name,
  )
}

it('sends to each during joins as much in a room of 150 as in one of 40', async (t) => {
  const [few, many] = await Promise.all(
    [40, 150].map(async (size) => {
      const { server, people } = await largeRoom(t, size)
      const viewer = people[7]
      assert.ok(viewer)
      const before = viewer.client.traffic
      for (let index = 0; index < 30; index += 1) await takeSeat(await server.connect(), `Late ${index}`)
      await knows([viewer], 'how many there are', ({ roster }) => roster.count === size + 30)
      const { receivedBytes, receivedMessages } = viewer.client.traffic
      return {
        bytes: receivedBytes - before.receivedBytes,
        messages: receivedMessages - before.receivedMessages,
      }
    }),
  )
  assert.ok(few && many)
  for (const { bytes, messages } of [few, many]) {
    // A message of some 80 bytes with how many there are, every two seconds, and pings of the connection.
    assert.ok(bytes <= 100 * messages, `${bytes} bytes in ${messages} messages for 30 joins`)
  }
})

it('tells everybody of a raised hand, and takes those who raised it back out of mind', async (t) => {
  const { people } = await largeRoom(t, 40)
  const raiser = people[30]
  assert.ok(raiser)
  const others = people.filter((one) => one !== raiser)
  await raiser.client.request('hand:set', { raised: true })
  await knows(others, 'the hand', ({ roster }) => typeof roster.find(raiser.id)?.handRaisedAt === 'number')
  await raiser.client.request('hand:set', { raised: false })
  // Whoever was not named by the answer to their join was told of because of the hand alone.
  const strangers = others.filter(({ reply }) => reply.participants.every(({ id }) => id !== raiser.id))
  await knows(strangers, 'that it went down', ({ roster }) => roster.find(raiser.id) === undefined)
  await knows([raiser], 'the own hand', ({ roster }) => roster.self?.handRaisedAt === null)
})

it('tells everybody of a host with a new name, and only those who look of others', async (t) => {
  const { people } = await largeRoom(t, 40)
  const [host, looker, viewer, other] = people
  const renamed = people[35]
  assert.ok(host && looker && viewer && other && renamed)
  await host.client.request('participant:rename', { name: 'Chair' })
  await knows(people.slice(1), 'the host', ({ roster }) => roster.find(host.id)?.name === 'Chair')

  await looker.look({ list: 'people', from: 0, count: 64 })
  const tile = { participantId: renamed.id, source: 'camera' as const, width: 320, height: 180 }
  await viewer.client.request('view:set', { tiles: [tile], pins: [] })
  await knows([viewer], 'whom it shows', ({ roster }) => roster.find(renamed.id) !== undefined)
  const before = other.roster.changes.length
  await renamed.client.request('participant:rename', { name: 'Renamed' })
  await knows([looker, viewer], 'the new name', ({ roster }) => roster.find(renamed.id)?.name === 'Renamed')
  await settled(people, other)
  const named = other.roster.changes.slice(before).flatMap(({ joined, updated }) => [...joined, ...updated])
  assert.deepEqual(
    named.filter(({ id }) => id === renamed.id),
    [],
  )
})

it('shows the list of people in windows that follow joins, and finds names', async (t) => {
  const { server, people } = await largeRoom(t, 40)
  const looker = people[0]
  assert.ok(looker)
  const all = await looker.look({ list: 'people', from: 0, count: 64 })
  assert.deepEqual([all.total, all.from, all.participants.length], [39, 0, 39])
  assert.ok(
    all.participants.every(({ id }) => id !== looker.id),
    'oneself is on the list',
  )
  const windows = looker.client.collect('roster:changed')
  const first = await takeSeat(await server.connect(), 'Aaron')
  await waitFor(() => (windows.at(-1)?.ids[0] === first.id ? undefined : 'the window does not follow'))
  assert.deepEqual(
    windows.at(-1)?.participants.map(({ name }) => name),
    ['Aaron'],
  )
  const search = await looker.look({ list: 'people', from: 0, count: 20, search: 'PÉRSON 1' })
  assert.equal(search.total, 11)
  const found = await looker.client.request('roster:find', { search: 'aar', limit: 20 })
  assert.deepEqual(found.participants, [{ id: first.id, name: 'Aaron' }])
  const stage = await looker.look({ list: 'stage', from: 30, count: 20 })
  assert.deepEqual([stage.total, stage.from, stage.participants.at(-1)?.name], [40, 20, 'Aaron'])
})

it('refuses looks that nobody can have, and to whoever has no seat', async (t) => {
  const { server, people } = await largeRoom(t, 3)
  const looker = people[0]
  assert.ok(looker)
  for (const wrong of [
    { list: 'everybody', from: 0, count: 1 },
    { list: 'people', from: -1, count: 1 },
    { list: 'people', from: 0, count: 65 },
    { list: 'people', from: 0, count: 1, search: 'x'.repeat(65) },
    { list: 'people', from: 0, count: 1, search: 'a\u0000' },
    { list: 'stage', from: 0, count: 1, search: 'person' },
  ]) {
    const ack = await looker.client.ask('roster:look', wrong)
    assert.equal(ack.ok ? 'accepted' : ack.error.code, 'bad_request', JSON.stringify(wrong))
  }
  const stranger = await server.connect()
  await assertRefused(stranger.request('roster:look', { list: 'people', from: 0, count: 1 }), 'not_joined')
  await assertRefused(stranger.request('roster:find', { search: '', limit: 1 }), 'not_joined')
})

it('tells the whole list again, exactly, once enough have left', async (t) => {
  const { people } = await largeRoom(t, 40)
  const leavers = people.slice(20, 36)
  const stayers = people.filter((one) => !leavers.includes(one))
  for (const { client } of leavers) await client.request('room:leave', {})
  await knows(stayers, 'everybody', ({ roster }) => roster.isWhole && roster.others.length === 23)
  for (const { id, roster } of stayers) {
    assert.equal(roster.count, 24)
    const expected = stayers.filter((one) => one.id !== id).map(({ reply }) => reply.self.name)
    assert.deepEqual(roster.names, expected.sort())
  }
})

it('names a voice before it is heard, to everybody', async (t) => {
  const { server, people } = await largeRoom(t, 40)
  const speaker = await server.join('demo', 'Speaker')
  const listener = await server.join('demo', 'Listener')
  const known: boolean[] = []
  listener.signaling.on('consumers:changed', ({ added }) => {
    for (const { participantId } of added) known.push(listener.roster.find(participantId) !== undefined)
  })
  await speaker.publishMicrophone({ level: -20 })
  await waitFor(() => (known.length > 0 ? undefined : 'nothing is heard'))
  assert.deepEqual(known, [true])
  await knows(people, 'who speaks', ({ roster }) => roster.find(speaker.id)?.name === 'Speaker')
})
