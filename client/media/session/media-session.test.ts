import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { ConnectionState, DataConsumer, Transport } from 'mediasoup-client/types'
import { packConsumers, type DataConsumerOptions } from '../../../protocol/index.ts'
import type { HealthChange } from '../health/health-monitor.ts'
import {
  createFakeDevice,
  describeConsumer,
  FakeSignaling,
  fakeTransportOptions,
  settle,
} from '../test-media.ts'
import { FakeTrack } from '../test-track.ts'
import { TrackRegistry } from '../track-registry.ts'
import type { Engine } from './engine.ts'
import { MediaSession, type MediaOffer } from './media-session.ts'

const ANNA = 'anna-0001'

const activity = {
  id: 'd1',
  dataProducerId: 'p1',
  label: 'activity',
  protocol: '',
  sctpStreamParameters: { streamId: 1, ordered: false, maxRetransmits: 0 },
} as DataConsumerOptions

interface Candidate {
  protocol: string
}

/** @param candidates - protocols of the server's ICE candidates */
function offerOf(suffix = '', candidates = ['udp', 'tcp']): MediaOffer {
  const described = (id: string) => {
    const options = fakeTransportOptions(id) as { id: string; iceCandidates: Candidate[] }
    const [candidate] = options.iceCandidates
    options.iceCandidates = candidates.map((protocol) => ({ ...candidate, protocol }))
    return options
  }
  return {
    transports: { send: described(`send${suffix}`), receive: described(`receive${suffix}`) },
    dataConsumers: [activity],
  } as unknown as MediaOffer
}

async function createBench(
  t: TestContext,
  { avoidsUdp = false, offer = offerOf(), connected = (): unknown => ({}) } = {},
) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const device = await createFakeDevice()
  const transports: Transport[] = []
  const created: { iceCandidates: Candidate[] }[] = []
  for (const name of ['createSendTransport', 'createRecvTransport'] as const) {
    const create = device[name].bind(device)
    device[name] = ((options: never) => {
      created.push(options)
      const transport = create(options)
      transports.push(transport)
      return transport
    }) as never
  }
  const streams: DataConsumer[] = []
  device.observer.on('newtransport', (transport) => {
    transport.observer.on('newdataconsumer', (stream) => streams.push(stream))
  })
  const signaling = new FakeSignaling()
    .always('transport:connect', connected)
    .always('consumer:ready', () => ({}))
    .always('consumer:refresh', () => ({}))
    .always('data-producer:create', () => ({ dataProducerId: 'own' }))
    .always('producer:create', () => ({ producerId: 'server-1' }))
    .always('transport:restart-ice', () => ({ iceParameters: {} }))
  const tracks = new TrackRegistry()
  const changes: HealthChange[] = []
  const heard: string[] = []
  const broken: unknown[] = []
  const session = new MediaSession({
    engine: {
      device,
      rtpCapabilities: { codecs: [], headerExtensions: [] },
      welcome: { iceServers: [], bitrates: { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 } },
    } as unknown as Engine,
    offer,
    signaling: signaling.asSignaling,
    tracks,
    events: {
      chatOpened: () => undefined,
      chatReceived: () => undefined,
      chatDrained: () => undefined,
      activityReceived: (text) => heard.push(text),
      receivedChanged: () => undefined,
      healthChanged: (change) => changes.push(change),
      broken: (error) => broken.push(error),
    },
    avoidsUdp,
  })
  t.after(() => {
    session.close()
    session.forget()
  })
  return {
    session,
    signaling,
    tracks,
    changes,
    heard,
    broken,
    created,
    transports,
    say: (state: ConnectionState) => {
      for (const { handler } of transports) handler.emit('@connectionstatechange', state)
    },
    beat: (text: string) => streams[0]?.safeEmit('message', text),
  }
}

test('a session is that of the transports that the server describes, and of no others', async (t) => {
  const { session } = await createBench(t)
  assert.equal(session.isOf(offerOf()), true)
  assert.equal(session.isOf(offerOf('-again')), false)
})

const protocols = ({ iceCandidates }: { iceCandidates: Candidate[] }): string[] =>
  iceCandidates.map(({ protocol }) => protocol)

test('UDP and TCP are offered', async (t) => {
  const { created } = await createBench(t)
  assert.deepEqual(created.map(protocols), [
    ['udp', 'tcp'],
    ['udp', 'tcp'],
  ])
})

test('TCP alone is offered where UDP does not get through', async (t) => {
  const { created } = await createBench(t, { avoidsUdp: true })
  assert.deepEqual(created.map(protocols), [['tcp'], ['tcp']])
})

test('a server without TCP keeps its UDP candidates, whatever was avoided', async (t) => {
  const { created } = await createBench(t, { avoidsUdp: true, offer: offerOf('', ['udp']) })
  assert.deepEqual(
    created.map(({ iceCandidates }) => iceCandidates.length),
    [1, 1],
  )
})

test('nothing goes on without signaling until both paths are open', async (t) => {
  const { session, say } = await createBench(t)
  assert.equal(await session.kept(), undefined)
  say('connected')
  assert.deepEqual(await session.kept(), { consumerIds: [], producerIds: [] })
})

test('what goes on is named: consumers that are open and producers that are confirmed', async (t) => {
  const { session, say } = await createBench(t)
  say('connected')
  await session.receiver.apply(packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  await session.publisher.publishMicrophone(new FakeTrack('audio').asTrack(), false)
  assert.deepEqual(await session.kept(), { consumerIds: ['c1'], producerIds: ['server-1'] })
})

test('a path under repair goes on, a broken one does not', async (t) => {
  const { session, say } = await createBench(t)
  say('connected')
  session.refresh()
  assert.equal(session.path, 'trouble')
  assert.ok(await session.kept())
  t.mock.timers.tick(5_000)
  assert.equal(session.path, 'broken')
  assert.equal(await session.kept(), undefined)
})

test('what becomes of the path is told through one event', async (t) => {
  const { session, changes, say } = await createBench(t)
  say('connected')
  assert.deepEqual(
    changes.map(({ cause, path }) => [cause, path]),
    [
      ['path', 'connecting'],
      ['path', 'open'],
    ],
  )
  assert.equal(session.path, 'open')
})

test('a beat of the activity stream is life, and is passed on', async (t) => {
  let now = 5_000
  t.mock.method(performance, 'now', () => now)
  const { session, heard, beat } = await createBench(t)
  await settle()
  assert.equal(session.aliveAt, 0)
  now = 6_000
  beat('{"type":"activity"}')
  assert.equal(session.aliveAt, 6_000)
  assert.deepEqual(heard, ['{"type":"activity"}'])
})

test('a beat tells the server of a phone that was turned', async (t) => {
  const { session, signaling, beat } = await createBench(t)
  signaling.always('producer:resize', () => ({}))
  const camera = new FakeTrack('video', { width: 1280, height: 720 })
  await session.publisher.publishCamera(camera.asTrack())
  camera.settings = { width: 720, height: 1280 }
  await settle()
  beat('{}')
  assert.deepEqual(signaling.last('producer:resize').params.captureSize, { width: 720, height: 1280 })
})

test('closed, a session shows its last tracks until it is forgotten', async (t) => {
  const { session, tracks, transports } = await createBench(t)
  await session.receiver.apply(packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  session.close()
  assert.deepEqual(
    transports.map(({ closed }) => closed),
    [true, true],
  )
  assert.ok(tracks.find(ANNA, 'camera'))
  assert.equal(session.path, 'broken')
  session.forget()
  assert.equal(tracks.find(ANNA, 'camera'), undefined)
})

test('a transport that the server refuses to connect breaks the session', async (t) => {
  const refused = new Error('no such transport')
  const { session, broken } = await createBench(t, { connected: () => Promise.reject(refused) })
  await settle()
  assert.deepEqual(broken, [refused])
  session.close()
  await settle()
  assert.equal(broken.length, 1)
})

test('a closed session has no statistics', async (t) => {
  const { session } = await createBench(t)
  assert.ok(await session.readTransportStats('send'))
  session.close()
  assert.equal(await session.readTransportStats('send'), undefined)
  assert.equal(await session.readPath(), null)
})
