import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { RequestName, RequestParams } from '../../protocol/index.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { assertNoStrayPackets, receivesMore } from '../kit/expect-media.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

it('lets nothing of one room through to another', async (t) => {
  // One worker, so that both rooms share its port and its process.
  const server = await startServer(t)
  const [ada, bob] = [await server.join('first', 'Ada'), await server.join('first', 'Bob')]
  const [carol, dan] = [await server.join('second', 'Carol'), await server.join('second', 'Dan')]
  const everybody = [ada, bob, carol, dan].map(({ id }) => ({ participantId: id }))
  for (const peer of [ada, carol]) {
    await peer.publishMicrophone({ level: -20 })
    await peer.publishCamera()
  }
  for (const peer of [ada, bob, carol, dan]) await peer.setView(everybody)
  ada.chat.send('first room')
  carol.chat.send('second room')
  await ada.signaling.request('hand:set', { raised: true })

  for (const [from, to] of [
    [ada, bob],
    [carol, dan],
  ] as const) {
    await receivesMore(to, { from, source: 'camera' }, 50)
    await receivesMore(to, { from, source: 'microphone' })
    await waitFor(() => (to.activity.speaking.includes(from.id) ? undefined : 'nobody speaks'))
    await waitFor(() => (to.chat.texts.length === 1 ? undefined : 'no chat'))
    assert.deepEqual(
      to.receiver.streams.map(({ participantId }) => participantId),
      [from.id, from.id],
    )
    assert.deepEqual(
      [...new Set(to.activity.entries.flatMap(({ activity }) => activity.speaking.map(([id]) => id)))],
      [from.id],
    )
    const known = new Set([from.id, to.id])
    const named = to.roster.changes.flatMap(({ joined, updated, left }) => [
      ...joined.map(({ id }) => id),
      ...updated.map(({ id }) => id),
      ...left,
    ])
    assert.ok(
      named.every((id) => known.has(id)),
      `${to.joined.self.name} hears of people in another room`,
    )
  }
  assert.deepEqual(bob.chat.texts, ['first room'])
  assert.deepEqual(dan.chat.texts, ['second room'])
  assertNoStrayPackets(ada, bob, carol, dan)
})

it('delivers no private message into another room', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('first', 'Ada')
  const bob = await server.join('first', 'Bob')
  const carol = await server.join('second', 'Carol')
  const clientId = ada.chat.send('over the wall', { to: carol.id })
  await waitFor(() => (ada.chat.answer(clientId) ? undefined : 'no answer'))
  const answer = ada.chat.answer(clientId)
  assert.equal(answer?.type === 'refused' && answer.error.code, 'recipient_gone')
  // Both rooms give their seats the same numbers for private messages.
  ada.chat.send('for Bob', { to: bob.id })
  await waitFor(() => (bob.chat.texts.length === 1 ? undefined : 'no chat'))
  const dan = await server.join('second', 'Dan')
  carol.chat.send('end')
  await waitFor(() => (dan.chat.texts.length === 1 ? undefined : 'no chat'))
  assert.deepEqual(carol.chat.texts, ['end'])
})

it('takes a seat only in the room of its token', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('first', 'Ada')
  const elsewhere = await server.join('second', 'Ada', { resumeToken: ada.resumeToken })
  assert.notEqual(elsewhere.id, ada.id)
  assert.equal(elsewhere.joined.resumed, false)
  await ada.signaling.request('hand:set', { raised: true })
})

/** Ids of one participant: two transports, a microphone, and a consumer that waits. */
interface Owner {
  peer: NativePeer
  producerId: string
  consumerIds: string[]
}

async function createOwner(server: TestServer, room: string, name: string): Promise<Owner> {
  const peer = await server.join(room, name, { acknowledges: false })
  const { producerId } = await peer.publishMicrophone({ level: -20 })
  await waitFor(() => (peer.receiver.streams.length > 0 ? undefined : `nothing for ${name} to receive`))
  return { peer, producerId, consumerIds: peer.receiver.streams.map(({ consumerId }) => consumerId) }
}

type AnyRequest = { [N in RequestName]: [name: N, params: RequestParams<N>] }[RequestName]

/** Every request that names something, with the ids of somebody else. */
function requestsWithIdsOf({ peer, producerId }: Owner): AnyRequest[] {
  const { send, receive } = peer.joined.transports
  const [codec] = peer.signaling.welcome.rtpCapabilities.codecs
  assert.ok(codec)
  return [send.id, receive.id].flatMap((transportId): AnyRequest[] => [
    ['transport:connect', { transportId, dtlsParameters: peer.sendTransport.dtlsParameters }],
    ['transport:restart-ice', { transportId }],
    [
      'producer:create',
      {
        transportId,
        kind: 'audio',
        source: 'microphone',
        paused: false,
        rtpParameters: {
          mid: 'x',
          codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
          encodings: [{ ssrc: 12_345 }],
        },
      },
    ],
    [
      'data-producer:create',
      { transportId, label: 'chat', sctpStreamParameters: { streamId: 5, ordered: true } },
    ],
    ['producer:pause', { producerId }],
    ['producer:resume', { producerId }],
    ['producer:close', { producerId }],
  ])
}

async function joinWithoutMedia(t: TestContext, server: TestServer, room: string) {
  const client = await server.connect()
  const joined = await client.request('room:join', {
    room,
    name: 'Mallory',
    rtpCapabilities: client.welcome.rtpCapabilities,
  })
  t.after(() => client.close())
  return { client, joined }
}

for (const room of ['same', 'other']) {
  it(`refuses ids of somebody in the ${room} room`, async (t) => {
    const server = await startServer(t)
    const speaker = await server.join('same', 'Speaker')
    await speaker.publishMicrophone({ level: -30 })
    const owner = await createOwner(server, 'same', 'Owner')
    const { client } = await joinWithoutMedia(t, server, room)

    for (const [name, params] of requestsWithIdsOf(owner)) {
      await assertRefused(client.request(name, params), 'not_found', name)
    }
    // An acknowledgement or a refresh of what is not there, or not yet any more, is no mistake;
    // but it must not start another one's consumers.
    await client.request('consumer:ready', { consumerIds: owner.consumerIds })
    await client.request('consumer:refresh', { consumerIds: owner.consumerIds })

    const witness = await server.join('same', 'Witness')
    await receivesMore(witness, { from: owner.peer, source: 'microphone' }, 30)
    assert.equal(owner.peer.receiver.streams[0]?.counts.packets, 0, 'a stranger started a consumer')
    await owner.peer.acknowledge(owner.consumerIds)
    await receivesMore(owner.peer, { from: speaker, source: 'microphone' })
  })
}

it('lets nobody send on the transport that is there to receive', async (t) => {
  const server = await startServer(t)
  const { client, joined } = await joinWithoutMedia(t, server, 'demo')
  const transportId = joined.transports.receive.id
  await assertRefused(
    client.request('data-producer:create', {
      transportId,
      label: 'chat',
      sctpStreamParameters: { streamId: 9, ordered: true },
    }),
    'not_found',
  )
  await assertRefused(
    client.request('producer:create', {
      transportId,
      kind: 'audio',
      source: 'microphone',
      paused: false,
      rtpParameters: {
        mid: 'x',
        codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc: 12_345 }],
      },
    }),
    'not_found',
  )
})
