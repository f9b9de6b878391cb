import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { RequestReply, View } from '../../protocol/index.ts'
import { Roster } from '../../scripts/native-peer/roster.ts'
import { nativeCapabilities } from '../../scripts/native-peer/rtp-capabilities.ts'
import type { SignalingClient } from '../../scripts/native-peer/signaling-client.ts'
import { waitFor } from '../../scripts/native-peer/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

interface Listener {
  client: SignalingClient
  roster: Roster
  reply: RequestReply<'room:join'>
}

/** Takes a seat without opening its transports: all that a participant list needs. */
async function takeSeat(client: SignalingClient, name: string, resumeToken?: string): Promise<Listener> {
  const roster = new Roster()
  client.on('room:changed', (change) => roster.changed(change))
  const reply = await client.request('room:join', {
    room: 'demo',
    name,
    rtpCapabilities: nativeCapabilities(client.welcome.rtpCapabilities),
    ...(resumeToken === undefined ? {} : { resumeToken }),
  })
  roster.begin(reply.self, reply.participants)
  return { client, roster, reply }
}

async function fill(server: TestServer, count: number): Promise<Listener[]> {
  const clients = await Promise.all(Array.from({ length: count }, async () => await server.connect()))
  return await Promise.all(clients.map(async (client, index) => await takeSeat(client, `Guest ${index}`)))
}

it('tells a newcomer the first few at once, and everybody soon after', async (t) => {
  const server = await startServer(t)
  const guests = await fill(server, 120)
  const camera = await server.join('demo', 'Camera')
  await camera.publishCamera({ layers: 1 })
  const late = await takeSeat(await server.connect(), 'Late')
  assert.equal(late.reply.participantCount, guests.length + 1)
  assert.ok(late.reply.participants.length <= 16, `${late.reply.participants.length} came with the reply`)
  assert.equal(late.reply.participants[0]?.name, 'Camera', 'whoever can be seen comes first')
  await waitFor(() =>
    late.roster.others.length === guests.length + 1 ? undefined : `knows ${late.roster.others.length}`,
  )
  for (const { roster } of guests.slice(0, 3)) {
    await waitFor(() => (roster.others.length === 121 ? undefined : `knows ${roster.others.length}`))
  }
})

it('tells whoever comes back everybody anew, and when that is the whole list', async (t) => {
  const server = await startServer(t)
  const guests = await fill(server, 120)
  const [first, gone] = guests
  assert.ok(first && gone)
  first.client.close()
  await gone.client.request('room:leave', {})
  const back = await takeSeat(await server.connect(), 'Guest 0', first.reply.resumeToken)
  assert.equal(back.reply.resumed, true)
  assert.equal(back.reply.self.id, first.reply.self.id)
  assert.ok(back.reply.participants.length <= 16, `${back.reply.participants.length} came with the reply`)
  await waitFor(() => (back.roster.changes.some(({ complete }) => complete) ? undefined : 'is not complete'))
  assert.equal(back.roster.others.length, 118)
  assert.equal(back.roster.find(gone.reply.self.id), undefined)
  const early = guests[2]?.roster.changes.some(({ complete }) => complete)
  assert.equal(early, false, 'the list was sent to somebody whom the answer had told everything')
})

it('admits a rush in the order in which it came, and tells it in few messages', async (t) => {
  const server = await startServer(t)
  const first = await takeSeat(await server.connect(), 'First')
  const clients = await Promise.all(Array.from({ length: 100 }, async () => await server.connect()))
  const before = first.roster.changes.length
  const order: number[] = []
  await Promise.all(
    clients.map(async (client, index) => {
      await takeSeat(client, `Guest ${index}`)
      order.push(index)
    }),
  )
  assert.deepEqual(
    order,
    clients.map((_, index) => index),
  )
  await waitFor(() =>
    first.roster.others.length === 100 ? undefined : `knows ${first.roster.others.length}`,
  )
  const messages = first.roster.changes.length - before
  assert.ok(messages <= 30, `${messages} messages for a hundred joins`)
})

it('refuses views that nobody can show, and goes on', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishCamera({ layers: 1 })
  const tile = { participantId: ada.id, source: 'camera', width: 320, height: 180 }
  const absurd = {
    'ten thousand tiles': { tiles: Array.from({ length: 10_000 }, () => tile) },
    'a negative size': { tiles: [{ ...tile, width: -320 }] },
    'an endless size': { tiles: [{ ...tile, width: 1e9 }] },
    'a size that is no number': { tiles: [{ ...tile, height: 'tall' }] },
    'another source': { tiles: [{ ...tile, source: 'microphone' }] },
    'a thousand pins': { pins: Array.from({ length: 1000 }, () => ada.id) },
    'an unknown field': { surprise: true },
  }
  for (const [what, part] of Object.entries(absurd)) {
    const ack = await bob.signaling.ask('view:set', { layout: 'grid', tiles: [], pins: [], ...part })
    assert.equal(ack.ok ? 'accepted' : ack.error.code, 'bad_request', what)
  }
  // Somebody who left a moment ago may still be named.
  await bob.setView([{ participantId: 'nobody-here' }, { participantId: ada.id }, { participantId: bob.id }])
  await receivesMore(bob, { from: ada, source: 'camera' })
  assert.deepEqual(
    bob.receiver.streams.map(({ participantId }) => participantId),
    [ada.id],
  )
})

it('brings a hundred views at once to few changes', async (t) => {
  const server = await startServer(t, { limits: { requestBurst: 300 } })
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => server.join('demo', name)))
  for (const peer of publishers) await peer.publishCamera({ layers: 1 })
  const dan = await server.join('demo', 'Dan')
  const last = publishers[99 % publishers.length]
  assert.ok(last)
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const shown = publishers[index % publishers.length]
      assert.ok(shown)
      await dan.setView([{ participantId: shown.id }])
    }),
  )
  await receivesMore(dan, { from: last, source: 'camera' })
  assert.ok(dan.batches.length < 60, `${dan.batches.length} batches`)
  assert.equal(dan.receiver.streams.length, 1)
})

it('forwards everything only where the operator allows it', async (t) => {
  const everything: View = { layout: 'grid', tiles: [], pins: [], everything: true }
  const careful = await startServer(t)
  const eve = await careful.join('demo', 'Eve')
  await assertRefused(eve.signaling.request('view:set', everything), 'policy_refused')

  const generous = await startServer(t, {
    rooms: { policy: 'everyone' },
    audio: { runningMicrophones: 1, recentSpeakers: 1, loudestSpeakers: 1 },
    video: { maxTiles: 1 },
  })
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => generous.join('demo', name)))
  for (const peer of publishers) {
    await peer.publishMicrophone()
    await peer.publishCamera({ layers: 3 })
  }
  const dan = await generous.join('demo', 'Dan')
  await dan.signaling.request('view:set', everything)
  for (const from of publishers) {
    await receivesMore(dan, { from, source: 'microphone' }, 1)
    const picture = await receivesMore(dan, { from, source: 'camera' })
    await waitFor(() => (picture.counts.layer === 2 ? undefined : `layer ${picture.counts.layer}`))
  }
})

it('refuses those who come when room or server are full', async (t) => {
  const server = await startServer(t, { rooms: { maxParticipants: 2 }, limits: { maxParticipants: 3 } })
  await server.join('demo', 'Ada')
  await server.join('demo', 'Bob')
  await assertRefused(server.join('demo', 'Carol'), 'room_full')
  const dan = await server.join('other', 'Dan')
  await assertRefused(server.join('other', 'Eve'), 'server_full')
  const forged = { resumeToken: 'x'.repeat(40) }
  await assertRefused(server.join('other', 'Eve', forged), 'server_full')
  await assertRefused(server.join('a-new-room', 'Eve', forged), 'server_full')
  const guest = await server.connect()
  assert.equal((await guest.request('room:preview', { room: 'a-new-room' })).count, 0)
  await dan.leave()
  await server.join('other', 'Eve')
})
