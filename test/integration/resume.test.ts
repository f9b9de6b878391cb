import assert from 'node:assert/strict'
import { it } from 'node:test'
import { assertRefused } from '../kit/assert-refused.ts'
import { losesStream, receivesMore } from '../kit/expect-media.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

async function showsAs(viewer: NativePeer, id: string, connection: string | undefined): Promise<void> {
  await waitFor(() => {
    const seen = viewer.roster.find(id)?.connection
    return seen === connection
      ? undefined
      : `${viewer.joined.self.name} sees ${seen} instead of ${connection}`
  })
}

async function endsWith(peer: NativePeer, code: string): Promise<void> {
  await waitFor(() => (peer.ended?.code === code ? undefined : `the session ended with ${peer.ended?.code}`))
}

it('keeps the seat, the media and the hand of somebody whose line broke', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.signaling.request('hand:set', { raised: true })
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })

  ada.breakLine()
  await showsAs(bob, ada.id, 'reconnecting')
  // Her media path is whole, so she is heard all the time.
  await receivesMore(bob, { from: ada, source: 'microphone' })

  const again = await server.join('demo', 'Somebody', { resumeToken: ada.resumeToken })
  ada.close()
  assert.equal(again.id, ada.id)
  assert.equal(again.joined.resumed, true)
  assert.equal(again.joined.self.name, 'Ada')
  assert.equal(again.joined.self.role, 'host')
  assert.notEqual(again.joined.self.handRaisedAt, null)
  assert.notEqual(again.resumeToken, ada.resumeToken)
  await showsAs(bob, ada.id, 'connected')
  assert.deepEqual(bob.roster.names, ['Ada'])
  assert.equal(bob.roster.changes.flatMap(({ left }) => left).length, 0, 'a reconnect looked like a leave')

  await losesStream(bob, { from: ada, source: 'microphone' })
  await again.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: again, source: 'microphone' })
})

it('brings a returned viewer what it missed and what it shows', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishCamera()
  await bob.setView([{ participantId: ada.id }])
  await receivesMore(bob, { from: ada, source: 'camera' })
  bob.breakLine()
  await showsAs(ada, bob.id, 'reconnecting')
  await ada.signaling.request('participant:rename', { name: 'Ada L.' })
  await server.join('demo', 'Carol')

  const again = await server.join('demo', 'Bob', { resumeToken: bob.resumeToken })
  bob.close()
  assert.deepEqual(again.roster.names, ['Ada L.', 'Carol'])
  await again.setView([{ participantId: ada.id }])
  await receivesMore(again, { from: ada, source: 'camera' })
})

it('gives a new seat to a wrong token', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const elsewhere = await server.join('other', 'Bob')
  for (const resumeToken of ['x', '../../x', elsewhere.resumeToken, ada.resumeToken.slice(0, -1), ada.id]) {
    const guest = await server.join('demo', 'Guest', { resumeToken })
    assert.equal(guest.joined.resumed, false)
    assert.notEqual(guest.id, ada.id)
    assert.equal(guest.joined.self.role, 'speaker')
    guest.close()
  }
  assert.equal(ada.ended, undefined)
})

it('accepts the token before the newest one, whose answer may have been lost', async (t) => {
  const server = await startServer(t)
  const first = await server.join('demo', 'Ada')
  const second = await server.join('demo', 'Ada', { resumeToken: first.resumeToken })
  second.breakLine()
  const third = await server.join('demo', 'Ada', { resumeToken: first.resumeToken })
  second.close()
  assert.equal(third.id, first.id)
})

it('moves the seat to a second tab and tells the first one', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const first = await server.join('demo', 'Ada')
  await first.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: first, source: 'microphone' })

  const second = await server.join('demo', 'Ada', { resumeToken: first.resumeToken })
  await endsWith(first, 'seat_taken')
  assert.equal(second.id, first.id)
  await losesStream(bob, { from: first, source: 'microphone' })
  await assertRefused(first.signaling.request('hand:set', { raised: true }), 'not_joined')
  await assertRefused(first.setView([]), 'not_joined')

  // The first tab goes away for good; nobody minds.
  first.close()
  await second.signaling.request('hand:set', { raised: true })
  await waitFor(() => (bob.roster.find(second.id)?.handRaisedAt ? undefined : 'no hand'))
  assert.equal(bob.roster.find(second.id)?.connection, 'connected')
  assert.equal(bob.roster.others.length, 1)
})

it('lets one of many tabs win that take the same seat at once', async (t) => {
  const server = await startServer(t, { rooms: { pageCloseGraceSeconds: 0.2 } })
  const bob = await server.join('demo', 'Bob')
  const ada = await server.join('demo', 'Ada')
  const clients = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
  const ended = clients.map((client) => client.collect('session:ended'))
  const outcomes = await Promise.allSettled(
    clients.map((client) =>
      client.request('room:join', {
        room: 'demo',
        name: 'Ada',
        rtpCapabilities: client.welcome.rtpCapabilities,
        resumeToken: ada.resumeToken,
      }),
    ),
  )
  await endsWith(ada, 'seat_taken')
  const holders = clients.filter(
    (_client, index) => outcomes[index]?.status === 'fulfilled' && !ended[index]?.length,
  )
  const seats = await server.connect()
  assert.equal((await seats.request('room:preview', { room: 'demo' })).count, 2)
  const answers = await Promise.allSettled(
    clients.map((client) => client.request('hand:set', { raised: false })),
  )
  assert.equal(
    answers.filter(({ status }) => status === 'fulfilled').length,
    1,
    `${holders.length} hold the seat`,
  )
  // With all of them gone the seat goes too.
  for (const client of clients) client.close()
  await showsAs(bob, ada.id, undefined)
})

it('gives up a seat whose owner does not come back in time', async (t) => {
  const server = await startServer(t, { rooms: { resumeGraceSeconds: 0.3 } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await bob.publishMicrophone({ level: -20 })
  await receivesMore(ada, { from: bob, source: 'microphone' })
  bob.breakLine()
  await showsAs(ada, bob.id, undefined)
  await losesStream(ada, { from: bob, source: 'microphone' })
  const late = await server.join('demo', 'Bob', { resumeToken: bob.resumeToken })
  assert.equal(late.joined.resumed, false)
  assert.notEqual(late.id, bob.id)
})

it('waits shorter for a page that was closed than for a line that broke', async (t) => {
  const server = await startServer(t, { rooms: { resumeGraceSeconds: 60, pageCloseGraceSeconds: 0.3 } })
  const ada = await server.join('demo', 'Ada')
  const broken = await server.join('demo', 'Broken')
  const closed = await server.join('demo', 'Closed')
  const gone = await server.join('demo', 'Gone')
  await closed.publishMicrophone({ level: -20 })
  await receivesMore(ada, { from: closed, source: 'microphone' })

  broken.breakLine()
  closed.closePage()
  gone.close()
  await losesStream(ada, { from: closed, source: 'microphone' })
  await showsAs(ada, closed.id, undefined)
  await showsAs(ada, gone.id, undefined)
  await showsAs(ada, broken.id, 'reconnecting')
})

it('lets somebody who reloads the page come back into the same seat', async (t) => {
  const server = await startServer(t, { rooms: { pageCloseGraceSeconds: 20 } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  bob.closePage()
  await showsAs(ada, bob.id, 'reconnecting')
  const again = await server.join('demo', 'Bob', { resumeToken: bob.resumeToken })
  assert.equal(again.id, bob.id)
  await showsAs(ada, bob.id, 'connected')
  assert.deepEqual(
    ada.roster.changes.flatMap(({ left }) => left),
    [],
  )
})

it('forgets a room whose last seat was given up after a broken line', async (t) => {
  const server = await startServer(t, { rooms: { resumeGraceSeconds: 0.2 } })
  const ada = await server.join('demo', 'Ada')
  ada.breakLine()
  await waitFor(() =>
    server.log.some(({ msg }) => msg === 'room closed') ? undefined : 'the room stays open',
  )
})
