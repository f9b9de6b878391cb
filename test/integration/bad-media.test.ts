import assert from 'node:assert/strict'
import { it } from 'node:test'
import { requests, type ErrorCode, type RequestParams, type RtpParameters } from '../../protocol/index.ts'
import { assertRefused, refusalCode } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { startServer } from '../kit/server.ts'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'

const OPUS = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }
const VP8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }

interface BadProducer {
  what: string
  kind: 'audio' | 'video'
  source?: 'microphone' | 'camera' | 'screen'
  rtpParameters: RtpParameters
  codes: ErrorCode[]
}

const INVALID: ErrorCode[] = ['invalid_media_parameters']
const UNSUPPORTED: ErrorCode[] = ['unsupported_media']

/** Parameters of the right form that make no sense. */
const BAD_PRODUCERS: BadProducer[] = [
  {
    what: 'a codec that is not forwarded',
    kind: 'video',
    rtpParameters: { mid: 'a', codecs: [{ ...VP8, mimeType: 'video/H264' }], encodings: [{ ssrc: 1 }] },
    codes: UNSUPPORTED,
  },
  {
    what: 'an unknown codec',
    kind: 'audio',
    rtpParameters: { mid: 'a', codecs: [{ ...OPUS, mimeType: 'audio/nonsense' }], encodings: [{ ssrc: 1 }] },
    codes: UNSUPPORTED,
  },
  {
    what: 'a wrong clock rate',
    kind: 'audio',
    rtpParameters: { mid: 'a', codecs: [{ ...OPUS, clockRate: 8000 }], encodings: [{ ssrc: 1 }] },
    codes: UNSUPPORTED,
  },
  {
    what: 'eight channels',
    kind: 'audio',
    rtpParameters: { mid: 'a', codecs: [{ ...OPUS, channels: 8 }], encodings: [{ ssrc: 1 }] },
    codes: UNSUPPORTED,
  },
  {
    what: 'sound as a camera',
    kind: 'video',
    rtpParameters: { mid: 'a', codecs: [OPUS], encodings: [{ ssrc: 1 }] },
    codes: INVALID,
  },
  {
    what: 'a picture as a microphone',
    kind: 'audio',
    rtpParameters: { mid: 'a', codecs: [VP8], encodings: [{ ssrc: 1 }] },
    codes: INVALID,
  },
  {
    what: 'sound beside the picture',
    kind: 'video',
    rtpParameters: { mid: 'a', codecs: [VP8, OPUS], encodings: [{ ssrc: 1 }] },
    codes: INVALID,
  },
  {
    what: 'a source of the other kind',
    kind: 'audio',
    source: 'camera',
    rtpParameters: { mid: 'a', codecs: [OPUS], encodings: [{ ssrc: 1 }] },
    codes: ['bad_request'],
  },
  {
    what: 'nothing that names the stream',
    kind: 'audio',
    rtpParameters: { codecs: [OPUS], encodings: [{}] },
    codes: INVALID,
  },
  {
    what: 'retransmission of nothing',
    kind: 'video',
    rtpParameters: {
      mid: 'a',
      codecs: [VP8, { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 5 } }],
      encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }],
    },
    codes: INVALID,
  },
  {
    what: 'retransmission alone',
    kind: 'video',
    rtpParameters: {
      mid: 'a',
      codecs: [{ mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000 }],
      encodings: [{ ssrc: 1 }],
    },
    codes: [...INVALID, ...UNSUPPORTED],
  },
  {
    what: 'layers with the same SSRC',
    kind: 'video',
    rtpParameters: { mid: 'a', codecs: [VP8], encodings: [{ ssrc: 7 }, { ssrc: 7 }, { ssrc: 7 }] },
    codes: INVALID,
  },
  {
    what: 'an encoding of another payload type',
    kind: 'video',
    rtpParameters: { mid: 'a', codecs: [VP8], encodings: [{ ssrc: 1, codecPayloadType: 5 }] },
    codes: INVALID,
  },
]

for (const { what, kind, source, rtpParameters, codes } of BAD_PRODUCERS) {
  it(`refuses a producer with ${what}, and the right one after it`, async (t) => {
    const server = await startServer(t)
    const ada = await server.join('demo', 'Ada')
    const bob = await server.join('demo', 'Bob')
    const params: RequestParams<'producer:create'> = {
      transportId: ada.sendTransport.id,
      kind,
      source: source ?? (kind === 'audio' ? 'microphone' : 'camera'),
      rtpParameters,
      paused: false,
    }
    assert.ok(requests['producer:create'].params.safeParse(params).success, 'the form must be right')
    const code = refusalCode(await ada.signaling.ask('producer:create', params), what)
    assert.ok(codes.includes(code), `${what}: ${code}`)
    // Nothing is left behind that would stand in the way.
    await ada.publishMicrophone({ level: -20 })
    await ada.publishCamera()
    await bob.setView([{ participantId: ada.id }])
    await receivesMore(bob, { from: ada, source: 'microphone' }, 5)
    await receivesMore(bob, { from: ada, source: 'camera' }, 5)
  })
}

it('refuses a second producer of a source, of an SSRC and of a mid', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const first = new OpusSource({ mid: 'one' })
  await ada.publishScreen()
  await ada.publish('microphone', first)
  await assertRefused(ada.publish('microphone', new OpusSource({ mid: 'two' })), 'already_exists')
  const sameMid = new OpusSource({ mid: 'one' })
  await assertRefused(ada.publish('screen-audio', sameMid), 'invalid_media_parameters')
  const sameSsrc: RtpParameters = { ...new OpusSource({ mid: 'three' }).rtpParameters }
  sameSsrc.encodings = first.rtpParameters.encodings
  const params = { transportId: ada.sendTransport.id, kind: 'audio', source: 'screen-audio', paused: false }
  const ack = await ada.signaling.ask('producer:create', { ...params, rtpParameters: sameSsrc })
  assert.equal(refusalCode(ack, 'the same SSRC'), 'invalid_media_parameters')
  await ada.publish('screen-audio', new OpusSource({ mid: 'four' }))
})

it('lets one win when the same source is published twice at once', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, (_, index) => ada.publish('camera', new Vp8Source({ mid: `camera-${index}` }))),
  )
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
})

it('refuses to connect a transport twice', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const { id, dtlsParameters } = ada.sendTransport
  await assertRefused(
    ada.signaling.request('transport:connect', { transportId: id, dtlsParameters }),
    'already_connected',
  )
  await ada.publishMicrophone({ level: -20 })
  const bob = await server.join('demo', 'Bob')
  await receivesMore(bob, { from: ada, source: 'microphone' })
})

it('refuses calls on producers that were closed', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const { producerId } = await ada.publishMicrophone()
  await ada.signaling.request('producer:close', { producerId })
  for (const name of ['producer:pause', 'producer:resume', 'producer:close'] as const) {
    await assertRefused(ada.signaling.request(name, { producerId }), 'not_found', name)
  }
})

it('refuses data streams that contradict themselves, and a second one', async (t) => {
  const server = await startServer(t)
  const client = await server.connect()
  const { transports } = await client.request('room:join', {
    room: 'demo',
    name: 'Ada',
    rtpCapabilities: client.welcome.rtpCapabilities,
  })
  const open = (sctpStreamParameters: RequestParams<'data-producer:create'>['sctpStreamParameters']) =>
    client.request('data-producer:create', {
      transportId: transports.send.id,
      label: 'chat',
      sctpStreamParameters,
    })
  await assertRefused(open({ streamId: 1, ordered: true, maxRetransmits: 1 }), 'invalid_media_parameters')
  await assertRefused(
    open({ streamId: 1, ordered: true, maxPacketLifeTime: 100 }),
    'invalid_media_parameters',
  )
  await open({ streamId: 1, ordered: true })
  await assertRefused(open({ streamId: 2, ordered: true }), 'already_exists')
})

it('gives new ICE credentials each time they are asked for', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const { send } = ada.joined.transports
  const ask = async () =>
    (await ada.signaling.request('transport:restart-ice', { transportId: send.id })).iceParameters
  const [first, second] = [await ask(), await ask()]
  assert.equal(new Set([send.iceParameters.password, first.password, second.password]).size, 3)
})
