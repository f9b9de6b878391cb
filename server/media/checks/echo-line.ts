import type { Consumer, DataProducer, Router } from 'mediasoup/types'
import {
  ProtocolError,
  type CheckPath,
  type DtlsParameters,
  type Kind,
  type RequestParams,
  type RequestReply,
  type SctpStreamParameters,
  type TransportOptions,
} from '../../../protocol/index.ts'
import type { CheckLine, LineReading } from '../../checks/check-port.ts'
import { forwardableRtp } from '../library/forwardable-rtp.ts'
import { mapMediasoupErrors } from '../library/mediasoup-errors.ts'
import { usableCapabilities } from '../library/usable-capabilities.ts'
import { fromLibraryRtp, toLibraryCapabilities, toLibraryRtp, toLibrarySctpStream } from '../library/wire.ts'
import type { PeerTransports } from '../peers/peer-transports.ts'
import { candidatesOf, offeredPaths } from './candidate-paths.ts'

/** What a line is made of. */
export interface EchoLineOptions {
  /** Its own, which ends with it. */
  router: Router
  transports: PeerTransports
  path: CheckPath
  /** Port of the worker, which tells its TCP candidate from others. */
  mediaPort: number
}

const CNAME = 'check'
// An echo that cannot keep up drops messages, and mediasoup tells of each.
const DROPPED_MAX = 4000

/** A pair of transports on a router of their own: what comes on the one goes back on the other. */
export class EchoLine implements CheckLine {
  readonly transports: { send: TransportOptions; receive: TransportOptions }
  readonly offered: readonly CheckPath[]
  readonly #router: Router
  readonly #peer: PeerTransports
  readonly #consumers = new Map<Kind, Consumer | undefined>()
  #channel: DataProducer | 'opening' | undefined
  #dropped = 0

  constructor({ router, transports, path, mediaPort }: EchoLineOptions) {
    this.#router = router
    this.#peer = transports
    const { send, receive } = transports.options
    const narrow = (options: TransportOptions): TransportOptions => ({
      ...options,
      iceCandidates: candidatesOf(options.iceCandidates, path, mediaPort),
    })
    this.transports = { send: narrow(send), receive: narrow(receive) }
    this.offered = offeredPaths(send.iceCandidates, mediaPort)
    // Without transports it is good for nothing.
    transports.send.observer.once('close', () => this.close())
  }

  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    await this.#peer.connect(transportId, dtlsParameters)
  }

  async echo({
    kind,
    rtpParameters,
    rtpCapabilities,
  }: RequestParams<'check:echo'>): Promise<RequestReply<'check:echo'>> {
    if (this.#consumers.has(kind)) throw new ProtocolError('already_exists')
    // mediasoup itself takes audio for video.
    if (rtpParameters.codecs.some(({ mimeType }) => !mimeType.toLowerCase().startsWith(kind))) {
      throw new ProtocolError('invalid_media_parameters')
    }
    this.#consumers.set(kind, undefined)
    try {
      const receivable = toLibraryCapabilities(await usableCapabilities(rtpCapabilities))
      const consumer = await mapMediasoupErrors(async () => {
        const producer = await this.#peer.send.produce({
          kind,
          rtpParameters: toLibraryRtp(forwardableRtp(rtpParameters, CNAME)),
        })
        return await this.#peer.receive.consume({
          producerId: producer.id,
          rtpCapabilities: receivable,
          paused: true,
        })
      })
      this.#consumers.set(kind, consumer)
      const { id, producerId } = consumer
      return {
        producerId,
        consumer: { id, producerId, kind, rtpParameters: fromLibraryRtp(consumer.rtpParameters) },
      }
    } catch (error) {
      // What is left of it must not be tried again and again.
      if (!this.#router.closed && !(error instanceof ProtocolError)) this.close()
      throw error
    }
  }

  async openChannel(parameters: SctpStreamParameters): Promise<RequestReply<'check:channel'>> {
    if (this.#channel) throw new ProtocolError('already_exists')
    this.#channel = 'opening'
    return await mapMediasoupErrors(async () => {
      const producer = await this.#peer.send.produceData({
        sctpStreamParameters: toLibrarySctpStream(parameters),
      })
      const { ordered, maxRetransmits, maxPacketLifeTime } = parameters
      const consumer = await this.#peer.receive.consumeData({
        dataProducerId: producer.id,
        ...(ordered === undefined ? {} : { ordered }),
        ...(maxRetransmits === undefined ? {} : { maxRetransmits }),
        ...(maxPacketLifeTime === undefined ? {} : { maxPacketLifeTime }),
      })
      consumer.on('sctpsendbufferfull', () => {
        this.#dropped += 1
        if (this.#dropped > DROPPED_MAX) this.close()
      })
      this.#channel = producer
      const { sctpStreamParameters } = consumer
      if (!sctpStreamParameters) throw new Error('A data consumer of a browser has no SCTP stream.')
      return {
        dataProducerId: producer.id,
        dataConsumer: { id: consumer.id, dataProducerId: producer.id, sctpStreamParameters },
      }
    })
  }

  async start(): Promise<void> {
    await Promise.all([...this.#consumers.values()].map(async (consumer) => await consumer?.resume()))
  }

  async read(): Promise<LineReading | undefined> {
    const { send, receive } = this.#peer
    if (this.#router.closed) return undefined
    try {
      const channel = this.#channel === 'opening' ? undefined : this.#channel
      const [transport, data] = await Promise.all([send.getStats(), channel?.getStats()])
      return {
        bytes: transport[0]?.bytesReceived ?? 0,
        messages: data?.[0]?.messagesReceived ?? 0,
        addresses: {
          send: send.iceSelectedTuple?.remoteIp,
          receive: receive.iceSelectedTuple?.remoteIp,
        },
      }
    } catch {
      // It closed meanwhile.
      return undefined
    }
  }

  close(): void {
    this.#router.close()
  }
}
