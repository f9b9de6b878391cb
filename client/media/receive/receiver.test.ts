import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Transport } from 'mediasoup-client/types'
import { packConsumers, type ConsumersChanged, type FullConsumer } from '../../../protocol/index.ts'
import { createFakeTransports, describeConsumer, FakeSignaling, settle } from '../test-media.ts'
import { Receiver } from './receiver.ts'
import { TrackRegistry } from '../track-registry.ts'

const ANNA = 'anna-0001'
const BEN = 'ben-00001'

async function createBench(t: TestContext) {
  const { receive } = await createFakeTransports()
  const signaling = new FakeSignaling()
  const tracks = new TrackRegistry()
  const broken: unknown[] = []
  const receiver = new Receiver({
    transport: receive,
    signaling: signaling.asSignaling,
    tracks,
    events: { changed: () => undefined, broken: (error) => broken.push(error) },
  })
  t.after(() => receiver.close())
  return { receive, signaling, tracks, receiver, broken, opened: watchRenegotiations(receive) }
}

/** Sizes of the groups in which consumers reach the browser. */
function watchRenegotiations(transport: Transport): number[] {
  const groups: number[] = []
  const { handler } = transport
  const original = handler.receive.bind(handler)
  handler.receive = (list) => {
    // mediasoup-client adds one stream of its own for probing the bandwidth.
    const own = list.filter(({ trackId }) => trackId !== 'probator')
    if (own.length > 0) groups.push(own.length)
    return original(list)
  }
  return groups
}

const add = (...consumers: FullConsumer[]): ConsumersChanged => packConsumers(consumers, [])
const readyIds = (signaling: FakeSignaling): unknown[] =>
  signaling.asked
    .filter(({ name }) => name === 'consumer:ready')
    .flatMap(({ params }) => params.consumerIds as string[])

test('all consumers of a batch open in one renegotiation and are acknowledged together', async (t) => {
  const { receiver, signaling, tracks, opened } = await createBench(t)
  await receiver.apply(
    add(
      describeConsumer('c1', ANNA, 'microphone'),
      describeConsumer('c2', ANNA, 'camera'),
      describeConsumer('c3', BEN, 'camera'),
    ),
  )
  assert.deepEqual(opened, [3])
  assert.deepEqual(signaling.names(), ['consumer:ready'])
  assert.deepEqual(readyIds(signaling), ['c1', 'c2', 'c3'])
  assert.equal(tracks.find(ANNA, 'camera')?.kind, 'video')
  assert.equal(tracks.find(BEN, 'camera')?.kind, 'video')
})

test('a batch that closes what an earlier one opens waits for it', async (t) => {
  const { receiver, tracks } = await createBench(t)
  const first = receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  const second = receiver.apply(packConsumers([], ['c1']))
  await Promise.all([first, second])
  assert.equal(tracks.find(ANNA, 'camera'), undefined)
  assert.deepEqual(receiver.received, [])
})

test('a source that starts anew shows its new track', async (t) => {
  const { receiver, tracks } = await createBench(t)
  await receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  const former = tracks.find(ANNA, 'camera')
  await receiver.apply(packConsumers([describeConsumer('c2', ANNA, 'camera')], ['c1']))
  const now = tracks.find(ANNA, 'camera')
  assert.ok(now)
  assert.notEqual(now, former)
})

test('the late end of a former track does not take its successor away', async (t) => {
  const { receiver, tracks } = await createBench(t)
  await receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  await receiver.apply(add(describeConsumer('c2', ANNA, 'camera')))
  await receiver.apply(packConsumers([], ['c1']))
  assert.ok(tracks.find(ANNA, 'camera'))
})

test('a consumer that this browser cannot decode does not take others down', async (t) => {
  const { receiver, signaling, tracks, broken } = await createBench(t)
  const strange = describeConsumer('c2', BEN, 'camera')
  strange.rtpParameters = { ...strange.rtpParameters, codecs: [] }
  const batch = packConsumers([describeConsumer('c1', ANNA, 'microphone'), strange], [])
  await receiver.apply(batch)
  assert.deepEqual(readyIds(signaling), ['c1'])
  assert.ok(tracks.find(ANNA, 'microphone'))
  assert.equal(tracks.find(BEN, 'camera'), undefined)
  assert.deepEqual(broken, [])
})

test('a batch without its codecs is reported, and the next one still works', async (t) => {
  const { receiver, broken, tracks } = await createBench(t)
  const batch = add(describeConsumer('c1', ANNA, 'camera'))
  await receiver.apply({ ...batch, shared: {} })
  assert.equal(broken.length, 1)
  await receiver.apply(add(describeConsumer('c2', BEN, 'camera')))
  assert.ok(tracks.find(BEN, 'camera'))
})

test('a transport that refuses everything is reported as broken', async (t) => {
  const { receive, receiver, broken } = await createBench(t)
  receive.handler.receive = () => Promise.reject(new Error('setRemoteDescription failed'))
  await receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  assert.equal(broken.length, 1)
})

test('nothing is acknowledged before it is open', async (t) => {
  const { receive, receiver, signaling } = await createBench(t)
  const gate = Promise.withResolvers<void>()
  const original = receive.handler.receive.bind(receive.handler)
  receive.handler.receive = async (list) => {
    await gate.promise
    return await original(list)
  }
  const done = receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  await settle()
  assert.deepEqual(signaling.names(), [])
  gate.resolve()
  await done
  assert.deepEqual(readyIds(signaling), ['c1'])
})

test('lips and voice share a stream, the screen has one of its own', async (t) => {
  const { receive, receiver } = await createBench(t)
  const streams: Record<string, string | undefined> = {}
  const original = receive.handler.receive.bind(receive.handler)
  receive.handler.receive = (list) => {
    for (const { trackId, streamId } of list) streams[trackId] = streamId
    return original(list)
  }
  const sources = ['microphone', 'camera', 'screen', 'screen-audio'] as const
  await receiver.apply(add(...sources.map((source) => describeConsumer(source, ANNA, source))))
  assert.equal(streams.microphone, streams.camera)
  assert.equal(streams.screen, streams['screen-audio'])
  assert.notEqual(streams.camera, streams.screen)
})

test('after a break, key frames are asked of video alone', async (t) => {
  const { receiver, signaling } = await createBench(t)
  await receiver.apply(
    add(describeConsumer('c1', ANNA, 'microphone'), describeConsumer('c2', ANNA, 'camera')),
  )
  receiver.refresh()
  assert.deepEqual(signaling.names(), ['consumer:ready', 'consumer:refresh'])
  assert.deepEqual(signaling.last('consumer:refresh').params, { consumerIds: ['c2'] })
})

test('nothing is refreshed while no video arrives', async (t) => {
  const { receiver, signaling } = await createBench(t)
  await receiver.apply(add(describeConsumer('c1', ANNA, 'microphone')))
  receiver.refresh()
  assert.deepEqual(signaling.names(), ['consumer:ready'])
})

test('a frozen video is shown as lost on the way here, and begins anew', async (t) => {
  const { receiver, signaling } = await createBench(t)
  await receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  receiver.setFrozen('c1', true)
  assert.equal(receiver.received[0]?.stall, 'downlink')
  assert.deepEqual(signaling.last('consumer:refresh').params, { consumerIds: ['c1'], isLossy: true })
  receiver.setFrozen('c1', false)
  assert.equal(receiver.received[0]?.stall, null)
  assert.equal(signaling.asked.length, 2, 'a video that moves again needs no key frame')
})

test('what the server says of a stall counts before what was noticed here', async (t) => {
  const { receiver } = await createBench(t)
  await receiver.apply(add(describeConsumer('c1', ANNA, 'camera')))
  receiver.setFrozen('c1', true)
  await receiver.apply({ shared: {}, added: [], removed: [], updated: [{ id: 'c1', stall: 'uplink' }] })
  assert.equal(receiver.received[0]?.stall, 'uplink')
})

test('cameras that are sent should move; screens, audio and what stalls at the server need not', async (t) => {
  const { receiver } = await createBench(t)
  await receiver.apply(
    add(
      describeConsumer('moves', ANNA, 'camera'),
      describeConsumer('paused', BEN, 'camera'),
      describeConsumer('stalled', 'carol-001', 'camera'),
      describeConsumer('screen', ANNA, 'screen'),
      describeConsumer('voice', ANNA, 'microphone'),
    ),
  )
  await receiver.apply({
    shared: {},
    added: [],
    removed: [],
    updated: [
      { id: 'paused', paused: true },
      { id: 'stalled', stall: 'downlink' },
    ],
  })
  assert.deepEqual(
    receiver.movingVideos().map(({ id }) => id),
    ['moves'],
  )
})

test('very large batches are acknowledged in parts that the protocol allows', async (t) => {
  const { receiver, signaling } = await createBench(t)
  const many = Array.from({ length: 600 }, (_, index) =>
    describeConsumer(`c${index}`, `p-${index}-00000`, 'camera'),
  )
  await receiver.apply(add(...many))
  const sizes = signaling.asked.map(({ params }) => (params.consumerIds as string[]).length)
  assert.deepEqual(sizes, [512, 88])
})
