import { createServer, type AddressInfo, type Socket } from 'node:net'
import * as mediasoup from 'mediasoup'
import type {
  Consumer,
  DtlsParameters,
  Producer,
  Router,
  RtpCapabilities,
  RtpParameters,
  WebRtcServer,
  WebRtcTransport,
} from 'mediasoup/types'
import type {
  FullConsumer,
  RtpParameters as WireRtpParameters,
  TransportOptions,
} from '../../protocol/index.ts'
import { ROUTER_CODECS } from '../../server/media/library/codecs.ts'
import type { BareName, BareParams, BareReply, BareRequest } from './bare-protocol.ts'
import { overJsonLines } from '../harness/json-lines.ts'

/**
 * A process of its own with one media worker and nothing else: what forwarding
 * costs at least. Its transports are set up as the server's are.
 */

const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024
const LOOPBACK = '127.0.0.1'

interface Published {
  index: number
  producer: Producer
}

const published = new Set<Published>()

type Handlers = { [N in BareName]: (params: BareParams<N>) => Promise<BareReply<N>> }

/** One participant on the worker. */
class BareSeat {
  readonly #router: Router
  readonly #webRtcServer: WebRtcServer
  readonly #transports = new Map<string, WebRtcTransport>()
  readonly #consumers = new Map<string, Consumer>()
  readonly handlers: Handlers
  #index = -1
  #send: WebRtcTransport | undefined
  #receive: WebRtcTransport | undefined

  constructor(router: Router, webRtcServer: WebRtcServer) {
    this.#router = router
    this.#webRtcServer = webRtcServer
    this.handlers = {
      hello: async () => ({
        rtpCapabilities: router.rtpCapabilities as BareReply<'hello'>['rtpCapabilities'],
      }),
      join: async ({ index }) => await this.#join(index),
      connect: async ({ transportId, dtlsParameters }) => {
        await this.#transports.get(transportId)?.connect({ dtlsParameters: dtlsParameters as DtlsParameters })
        return {}
      },
      produce: async (params) => await this.#produce(params),
      producers: async () => ({ producers: describeProducers() }),
      consume: async (params) => await this.#consume(params),
      resume: async ({ consumerIds }) => {
        await Promise.all(consumerIds.map(async (id) => await this.#consumers.get(id)?.resume()))
        return {}
      },
    }
  }

  close(): void {
    for (const transport of this.#transports.values()) transport.close()
  }

  async #join(index: number): Promise<BareReply<'join'>> {
    this.#index = index
    const create = async () => await this.#router.createWebRtcTransport({ webRtcServer: this.#webRtcServer })
    const [send, receive] = await Promise.all([create(), create()])
    this.#send = send
    this.#receive = receive
    for (const transport of [send, receive]) this.#transports.set(transport.id, transport)
    return {
      transports: { send: describeTransport(send), receive: describeTransport(receive) },
      producers: describeProducers(),
    }
  }

  async #produce({ kind, rtpParameters }: BareParams<'produce'>): Promise<BareReply<'produce'>> {
    if (!this.#send) throw new Error('Join first.')
    const producer = await this.#send.produce({ kind, rtpParameters: rtpParameters as RtpParameters })
    const entry = { index: this.#index, producer }
    published.add(entry)
    producer.observer.once('close', () => published.delete(entry))
    return { producerId: producer.id }
  }

  async #consume(params: BareParams<'consume'>): Promise<BareReply<'consume'>> {
    const receive = this.#receive
    if (!receive) throw new Error('Join first.')
    const owners = new Map([...published].map(({ index, producer }) => [producer.id, index]))
    const consumers = await Promise.all(
      params.producerIds.map(
        async (producerId) =>
          await receive.consume({
            producerId,
            rtpCapabilities: params.rtpCapabilities as RtpCapabilities,
            paused: true,
            preferredLayers: { spatialLayer: params.spatialLayer },
          }),
      ),
    )
    for (const consumer of consumers) this.#consumers.set(consumer.id, consumer)
    return { consumers: consumers.map((consumer) => describeConsumer(consumer, owners)) }
  }
}

function describeProducers(): BareReply<'producers'>['producers'] {
  return [...published].map(({ index, producer }) => ({
    index,
    kind: producer.kind,
    producerId: producer.id,
  }))
}

function describeTransport(transport: WebRtcTransport): TransportOptions {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport
  return {
    id,
    iceParameters,
    iceCandidates,
    dtlsParameters: { role: dtlsParameters.role ?? 'auto', fingerprints: dtlsParameters.fingerprints },
  }
}

function describeConsumer(consumer: Consumer, owners: ReadonlyMap<string, number>): FullConsumer {
  return {
    id: consumer.id,
    participantId: String(owners.get(consumer.producerId) ?? -1),
    source: consumer.kind === 'audio' ? 'microphone' : 'camera',
    kind: consumer.kind,
    producerPaused: consumer.producerPaused,
    paused: false,
    rtpParameters: consumer.rtpParameters as WireRtpParameters,
  }
}

function serve(socket: Socket, router: Router, webRtcServer: WebRtcServer): void {
  const seat = new BareSeat(router, webRtcServer)
  const send = overJsonLines(socket, (value) => {
    const { id, name, params } = value as BareRequest
    const handler = seat.handlers[name] as (params: unknown) => Promise<unknown>
    handler(params).then(
      (data) => send({ id, data }),
      (error: unknown) => send({ id, error: String(error) }),
    )
  })
  socket.on('close', () => seat.close())
}

const worker = await mediasoup.createWorker({ logLevel: 'error' })
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: [
    {
      protocol: 'udp',
      ip: LOOPBACK,
      sendBufferSize: SOCKET_BUFFER_BYTES,
      recvBufferSize: SOCKET_BUFFER_BYTES,
    },
  ],
})
const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS })
const server = createServer((socket) => serve(socket, router, webRtcServer))
server.listen(0, LOOPBACK, () => process.send?.({ port: (server.address() as AddressInfo).port }))
// The load tester is gone: so is the reason to run.
process.on('disconnect', () => process.exit(0))
