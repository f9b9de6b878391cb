import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ConsumersChanged, NotificationParams, RequestReply } from '../../protocol/index.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

interface Return {
  client: SignalingClient
  reply: RequestReply<'room:join'>
  batches: readonly ConsumersChanged[]
  wishes: readonly NotificationParams<'uplink:wanted'>[]
  changes: readonly NotificationParams<'room:changed'>[]
}

/** Comes back to a seat on a new connection, with the media of the old one. */
async function comeBack(
  server: TestServer,
  peer: NativePeer,
  kept: { consumerIds?: string[]; producerIds?: string[] } = {},
): Promise<Return> {
  const client = await server.connect()
  const batches = client.collect('consumers:changed')
  const wishes = client.collect('uplink:wanted')
  const changes = client.collect('room:changed')
  const reply = await client.request('room:join', {
    room: 'demo',
    name: 'Whatever',
    rtpCapabilities: nativeCapabilities(client.welcome.rtpCapabilities),
    resumeToken: peer.resumeToken,
    kept: {
      consumerIds: kept.consumerIds ?? peer.receiver.streams.map(({ consumerId }) => consumerId),
      producerIds: kept.producerIds ?? peer.publications.map(({ producerId }) => producerId),
    },
  })
  return { client, reply, batches, wishes, changes }
}

async function isReconnecting(viewer: NativePeer, id: string): Promise<void> {
  await waitFor(() =>
    viewer.roster.find(id)?.connection === 'reconnecting' ? undefined : 'not seen as reconnecting',
  )
}

it('goes on with the same transports when only the signaling broke, and loses no packet', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await bob.publishMicrophone({ level: -20 })
  const heard = await receivesMore(bob, { from: ada, source: 'microphone' })
  const hears = await receivesMore(ada, { from: bob, source: 'microphone' })
  ada.breakLine()
  await isReconnecting(bob, ada.id)
  await receivesMore(bob, { from: ada, source: 'microphone' })

  const { reply } = await comeBack(server, ada)
  assert.equal(reply.resumed, true)
  assert.equal(reply.self.id, ada.id)
  assert.equal(reply.transports.send.id, ada.joined.transports.send.id)
  assert.equal(reply.transports.receive.id, ada.joined.transports.receive.id)
  assert.deepEqual(
    reply.producerIds,
    ada.publications.map(({ producerId }) => producerId),
  )
  await receivesMore(bob, { from: ada, source: 'microphone' }, 50)
  await receivesMore(ada, { from: bob, source: 'microphone' }, 50)
  for (const { counts } of [heard, hears]) assert.equal(counts.missing, 0)
  await waitFor(() => (bob.roster.find(ada.id)?.connection === 'connected' ? undefined : 'not seen as back'))
  assert.deepEqual(
    bob.roster.changes.flatMap(({ left }) => left),
    [],
    'a reconnect looked like a leave',
  )
})

it('tells whoever comes back what changed meanwhile, and nothing else', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  const bobs = await bob.publishMicrophone({ level: -20 })
  await carol.publishMicrophone({ level: -20 })
  await receivesMore(ada, { from: bob, source: 'microphone' })
  const kept = await receivesMore(ada, { from: carol, source: 'microphone' })
  const lost = ada.receiver.find(bob.id, 'microphone')?.consumerId
  ada.breakLine()
  await isReconnecting(carol, ada.id)
  await bob.unpublish(bobs)
  const dan = await server.join('demo', 'Dan')
  await dan.publishMicrophone({ level: -20 })

  const { batches, reply } = await comeBack(server, ada)
  assert.deepEqual(reply.participants.map(({ name }) => name).sort(), ['Bob', 'Carol', 'Dan'])
  const added = () => batches.flatMap((batch) => batch.added).map(({ participantId }) => participantId)
  const removed = () => batches.flatMap((batch) => batch.removed)
  await waitFor(() => (added().includes(dan.id) ? undefined : 'the new voice is not announced'))
  await waitFor(() => (removed().includes(lost ?? '') ? undefined : 'the lost voice is not taken away'))
  assert.deepEqual(added(), [dan.id])
  assert.equal(removed().includes(kept.consumerId), false)
})

it('tells whoever comes back to a large room everybody, right after the answer', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  for (let index = 0; index < 20; index += 1) {
    const client = await server.connect()
    const rtpCapabilities = nativeCapabilities(client.welcome.rtpCapabilities)
    await client.request('room:join', { room: 'demo', name: `Guest ${index}`, rtpCapabilities })
  }
  ada.breakLine()
  const { client, reply, changes } = await comeBack(server, ada)
  assert.equal(reply.participantCount, 20)
  assert.ok(reply.participants.length < 20)
  // It waits for no media, so it is there before a few more answers are.
  for (const raised of [true, false, true, false, true]) await client.request('hand:set', { raised })
  assert.ok(
    changes.some(({ complete }) => complete),
    'the list is not complete',
  )
  const named = changes.flatMap(({ joined }) => joined.map(({ name }) => name))
  assert.equal(new Set(named).size, 21)
})

it('closes what the client does not know of, and opens it again', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await bob.publishMicrophone({ level: -20 })
  await receivesMore(ada, { from: bob, source: 'microphone' })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  ada.breakLine()
  // As if the messages about both had been lost with the line.
  const { reply, batches } = await comeBack(server, ada, { consumerIds: ['never-heard-of'], producerIds: [] })
  assert.deepEqual(reply.producerIds, [])
  assert.deepEqual(reply.self.publications, [])
  await waitFor(() => (bob.receiver.streams.length === 0 ? undefined : 'an unknown producer goes on'))
  await waitFor(() =>
    batches.some(({ added }) => added.some(({ participantId }) => participantId === bob.id))
      ? undefined
      : 'the voice did not come again',
  )
  assert.ok(batches.some(({ removed }) => removed.includes('never-heard-of')))
})

it('never unmutes anybody by coming back', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const microphone = await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await ada.setMuted(microphone, true)
  ada.breakLine()
  const { reply } = await comeBack(server, ada)
  assert.equal(reply.microphoneMuted, true)
  assert.deepEqual(reply.self.publications, [{ source: 'microphone', paused: true }])
})

it('begins anew when the media did not survive', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  ada.closePage()
  await isReconnecting(bob, ada.id)
  const { reply } = await comeBack(server, ada, { consumerIds: [], producerIds: [] })
  assert.equal(reply.resumed, true)
  assert.notEqual(reply.transports.send.id, ada.joined.transports.send.id)
})

it('says again what is wanted of a picture, because nobody heard it during the break', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const asked = ada.signaling.collect('uplink:wanted')
  const { producerId } = await ada.publishCamera({ layers: 3 })
  await waitFor(() => (asked.at(-1)?.layers === 0 ? undefined : 'the unseen picture is still sent'))
  ada.breakLine()
  await isReconnecting(bob, ada.id)
  await bob.setView([{ participantId: ada.id, width: 1280, height: 720 }])
  await waitFor(() => (bob.receiver.find(ada.id, 'camera') ? undefined : 'Bob has no consumer'))
  const { wishes } = await comeBack(server, ada)
  await waitFor(() => (wishes.length > 0 ? undefined : 'Ada is not told that Bob looks'))
  assert.deepEqual(wishes, [{ producerId, layers: 3 }])
})
