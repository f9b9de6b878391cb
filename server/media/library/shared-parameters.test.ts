import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import * as mediasoup from 'mediasoup'
import type { Consumer, RtpCapabilities, RtpParameters } from 'mediasoup/types'
import { offeredCapabilities, ROUTER_CODECS } from './codecs.ts'
import { shareParameters } from './shared-parameters.ts'
import { toLibraryCapabilities } from './wire.ts'

const LOOPBACK = { protocol: 'udp', ip: '127.0.0.1' } as const
const LISTEN = { listenInfos: [LOOPBACK] }

/** A camera with three layers and retransmission, as a browser describes it. */
const CAMERA: RtpParameters = {
  codecs: [
    { mimeType: 'video/VP8', clockRate: 90_000, payloadType: 96, rtcpFeedback: [{ type: 'nack' }] },
    { mimeType: 'video/rtx', clockRate: 90_000, payloadType: 97, parameters: { apt: 96 } },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 }],
  encodings: ['q', 'h', 'f'].map((rid) => ({ rid, scalabilityMode: 'L1T3' })),
  rtcp: { cname: 'ada', reducedSize: true },
}

async function setUp(t: TestContext) {
  const worker = await mediasoup.createWorker({ logLevel: 'none' })
  t.after(() => worker.close())
  const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS })
  const [send, receive] = [
    await router.createWebRtcTransport(LISTEN),
    await router.createWebRtcTransport(LISTEN),
  ]
  const producer = await send.produce({ kind: 'video', rtpParameters: CAMERA })
  const pipe = await router.createPipeTransport({
    listenInfo: LOOPBACK,
    enableRtx: true,
  })
  const consume = async (capabilities: RtpCapabilities): Promise<Consumer> =>
    await receive.consume({ producerId: producer.id, rtpCapabilities: capabilities, paused: true })
  return { producer, consume, pipe: async () => await pipe.consume({ producerId: producer.id }) }
}

/** All but the numbers that are drawn anew for each consumer. */
function described({ rtpParameters, type, kind }: Consumer): object {
  const encodings = rtpParameters.encodings?.map(({ ssrc, rtx, ...rest }) => ({
    ...rest,
    hasSsrc: ssrc !== undefined,
    hasRtx: rtx !== undefined,
  }))
  return { type, kind, ...rtpParameters, mid: undefined, encodings }
}

it('describes each consumer as before, through pipes too', async (t) => {
  const { producer, consume, pipe } = await setUp(t)
  const capabilities = toLibraryCapabilities(offeredCapabilities())
  const plain: RtpCapabilities = {
    codecs: (capabilities.codecs ?? [])
      .filter(({ mimeType }) => mimeType === 'video/VP8')
      .map((codec) => ({ ...codec, rtcpFeedback: [] })),
    headerExtensions: [],
  }
  const before = [await consume(capabilities), await consume(plain), await pipe()].map(described)
  const description = producer.consumableRtpParameters
  shareParameters(producer)
  assert.equal(producer.consumableRtpParameters, producer.consumableRtpParameters)
  const after = [await consume(capabilities), await consume(plain), await pipe()].map(described)
  assert.deepEqual(after, before)
  // Whatever a viewer can receive, the next one finds the description as it was.
  assert.deepEqual(producer.consumableRtpParameters, description)
})

it('saves each consumer the copies of the description', async (t) => {
  const { producer, consume } = await setUp(t)
  const copies = t.mock.method(globalThis, 'structuredClone')
  const countOf = async (): Promise<number> => {
    copies.mock.resetCalls()
    await consume(toLibraryCapabilities(offeredCapabilities()))
    return copies.mock.callCount()
  }
  const before = await countOf()
  shareParameters(producer)
  assert.equal(await countOf(), before - 3)
})

it('lets nobody change what all have in common', async (t) => {
  const { producer } = await setUp(t)
  shareParameters(producer)
  const { encodings } = producer.consumableRtpParameters
  assert.ok(encodings)
  assert.throws(() => encodings.push({ ssrc: 1 }), TypeError)
})
