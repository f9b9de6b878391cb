import assert from 'node:assert/strict'
import { it } from 'node:test'
import { requests } from '../../protocol/index.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { refusalCode } from '../kit/assert-refused.ts'
import { mutate } from '../kit/mutations.ts'
import { startServer } from '../kit/server.ts'

it('lets people in with any capabilities of the right form, and sends them what they understand', async (t) => {
  const server = await startServer(t, { limits: { requestsPerSecond: 10_000, requestBurst: 100_000 } })
  const speaker = await server.join('demo', 'Speaker')
  await speaker.publishMicrophone({ level: -20 })
  await speaker.publishCamera()
  const client = await server.connect()
  const valid = nativeCapabilities(client.welcome.rtpCapabilities)
  const { rtpCapabilities: schema } = requests['room:join'].params.shape
  const odd = mutate(valid).filter(
    ({ params }) => schema.safeParse(JSON.parse(JSON.stringify(params))).success,
  )
  assert.ok(odd.length > 10, `only ${odd.length} odd capabilities`)
  const batches = client.collect('consumers:changed')
  for (const { what, params } of [
    ...odd,
    { what: 'none at all', params: { codecs: [], headerExtensions: [] } },
  ]) {
    const ack = await client.ask('room:join', { room: 'demo', name: 'Odd', rtpCapabilities: params })
    if (!ack.ok) {
      refusalCode(ack, what)
      continue
    }
    await client.request('view:set', {
      tiles: [{ participantId: speaker.id, source: 'camera', width: 320, height: 180 }],
      pins: [],
    })
    const consumerIds = batches.flatMap(({ added }) => added.map(({ id }) => id)).slice(-2)
    await client.request('consumer:ready', { consumerIds })
    await client.request('room:leave', {})
    assert.deepEqual(server.errors, [], what)
  }
  const bob = await server.join('demo', 'Bob')
  await receivesMore(bob, { from: speaker, source: 'microphone' })
})

it('tells whoever cannot decode a camera of it, and sends what is left', async (t) => {
  const server = await startServer(t)
  const speaker = await server.join('demo', 'Speaker')
  await speaker.publishMicrophone({ level: -20 })
  await speaker.publishCamera()
  const client = await server.connect()
  const { codecs, headerExtensions } = nativeCapabilities(client.welcome.rtpCapabilities)
  const batches = client.collect('consumers:changed')
  const told = client.collect('tracks:undecodable')
  await client.request('room:join', {
    room: 'demo',
    name: 'Audio alone',
    rtpCapabilities: { headerExtensions, codecs: codecs.filter(({ kind }) => kind === 'audio') },
  })
  const camera = { participantId: speaker.id, source: 'camera' as const }
  await client.request('view:set', { tiles: [{ ...camera, width: 320, height: 180 }], pins: [] })
  await waitFor(() => (told.length > 0 ? undefined : 'nobody was told'))
  assert.deepEqual(told, [{ tracks: [camera] }])
  await waitFor(() => (batches.length > 0 ? undefined : 'nothing was opened'))
  assert.deepEqual(
    batches.flatMap(({ added }) => added.map(({ source }) => source)),
    ['microphone'],
  )
  const line = server.log.find(({ msg }) => msg === 'somebody cannot decode a track')
  assert.equal(line?.['codec'], 'video/vp8')
})
