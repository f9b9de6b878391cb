import type { DataConsumer, Producer } from 'mediasoup/types'
import {
  ProtocolError,
  type DataConsumerOptions,
  type DtlsParameters,
  type IceParameters,
  type SctpStreamParameters,
  type TransportOptions,
} from '../../../protocol/index.ts'
import type {
  ConsumeOrder,
  ConsumerSettings,
  CreatedConsumer,
  MediaPeer,
  MediaPeerEvents,
  ProduceOrder,
} from '../../rooms/ports/media.ts'
import { ChatQueue } from './chat-queue.ts'
import type { DataStreams } from '../routers/data-streams.ts'
import { unlessLate } from '../library/late-object.ts'
import { PeerConsumers, type PeerConsumersOptions } from './peer-consumers.ts'
import type { PeerTransports } from './peer-transports.ts'
import { mapMediasoupErrors } from '../library/mediasoup-errors.ts'
import { fromLibraryDataConsumer, toLibraryRtp, toLibrarySctpStream } from '../library/wire.ts'

export interface PeerOptions extends Omit<PeerConsumersOptions, 'transport' | 'events'> {
  participantId: string
  /** Id of the worker, see `MediaPort.workerCpu`. */
  worker: string
  transports: PeerTransports
  dataStreams: DataStreams
  relays: { chat: DataConsumer; activity: DataConsumer }
  /** Called with each new producer of this participant. */
  produced: (producer: Producer, isMicrophone: boolean) => void
  events: MediaPeerEvents
  closed: () => void
}

/**
 * Browsers ignore a request for a key frame that comes within 300 ms of the one
 * before, and mediasoup repeats it only after a second: it waits this long instead.
 */
const KEY_FRAME_REQUEST_MS = 320

/** One participant's media on a router. */
export class Peer implements MediaPeer {
  readonly worker: string
  readonly transports: { send: TransportOptions; receive: TransportOptions }
  readonly dataConsumers: DataConsumerOptions[]
  readonly #options: PeerOptions
  readonly #producers = new Map<string, Producer>()
  /** Producers that their owner has paused. */
  readonly #paused = new Set<string>()
  readonly #consumers: PeerConsumers
  readonly #chat: ChatQueue
  #closed = false

  constructor(options: PeerOptions) {
    this.#options = options
    this.worker = options.worker
    this.#chat = new ChatQueue(options.relays.chat, () => options.events.chatStuck())
    this.#consumers = new PeerConsumers({ ...options, transport: options.transports.receive })
    this.transports = options.transports.describe()
    this.dataConsumers = [options.relays.chat, options.relays.activity].map(fromLibraryDataConsumer)
    // mediasoup drops what does not fit, and goes on.
    options.relays.chat.on('sctpsendbufferfull', () => options.events.chatOverflowed())
    options.relays.chat.on('bufferedamountlow', () => options.events.chatDrained())
    options.transports.watchLine((bitsPerSecond) => options.events.lineEstimated(bitsPerSecond))
    options.transports.watchMoves(() => {
      void this.#renewPictures()
      // The browser ignores it when a request came shortly before, of which the answer was lost.
      setTimeout(() => void this.#renewPictures(), KEY_FRAME_REQUEST_MS).unref()
    })
  }

  /** Consumers that are open. */
  get consumers(): number {
    return this.#consumers.size
  }

  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    await this.#options.transports.connect(transportId, dtlsParameters)
  }

  async restartIce(transportId: string): Promise<IceParameters> {
    return await this.#options.transports.restartIce(transportId)
  }

  async produce(order: ProduceOrder): Promise<{ producerId: string; layers: number }> {
    const transport = this.#options.transports.requireSend(order.transportId)
    // mediasoup itself takes sound for a picture.
    if (order.rtpParameters.codecs.some(({ mimeType }) => !mimeType.toLowerCase().startsWith(order.kind))) {
      throw new ProtocolError('invalid_media_parameters')
    }
    const producer = await mapMediasoupErrors(
      async () =>
        await transport.produce({
          kind: order.kind,
          rtpParameters: toLibraryRtp(order.rtpParameters),
          paused: order.paused,
          ...(order.kind === 'video' ? { keyFrameRequestDelay: KEY_FRAME_REQUEST_MS } : {}),
          appData: { participantId: this.#options.participantId },
        }),
    )
    if (!unlessLate(producer, transport)) throw new ProtocolError('not_found')
    this.#producers.set(producer.id, producer)
    if (order.paused) this.#paused.add(producer.id)
    producer.observer.once('close', () => {
      this.#producers.delete(producer.id)
      this.#paused.delete(producer.id)
    })
    this.#options.produced(producer, order.source === 'microphone')
    return {
      producerId: producer.id,
      layers: producer.type === 'simulcast' ? (producer.rtpParameters.encodings ?? []).length : 1,
    }
  }

  async pauseProducer(producerId: string): Promise<void> {
    const producer = this.#requireProducer(producerId)
    this.#paused.add(producerId)
    await producer.pause()
  }

  async resumeProducer(producerId: string): Promise<void> {
    const producer = this.#requireProducer(producerId)
    this.#paused.delete(producerId)
    await producer.resume()
  }

  closeProducer(producerId: string): void {
    this.#requireProducer(producerId).close()
  }

  async openChat(transportId: string, sctpStreamParameters: SctpStreamParameters): Promise<string> {
    const transport = this.#options.transports.requireSend(transportId)
    const producer = await mapMediasoupErrors(
      async () =>
        await transport.produceData({
          label: 'chat',
          sctpStreamParameters: toLibrarySctpStream(sctpStreamParameters),
        }),
    )
    if (!unlessLate(producer, transport)) throw new ProtocolError('not_found')
    await this.#options.dataStreams.listen(producer, this.#options.participantId)
    return producer.id
  }

  async sendChat(payload: string): Promise<void> {
    await this.#chat.send(payload)
  }

  async consume(orders: readonly ConsumeOrder[]): Promise<CreatedConsumer[]> {
    return await this.#consumers.consume(orders)
  }

  async adjustConsumer(consumerId: string, settings: ConsumerSettings): Promise<void> {
    await this.#consumers.adjust(consumerId, settings)
  }

  async requestKeyFrames(consumerIds: readonly string[]): Promise<void> {
    await this.#consumers.requestKeyFrames(consumerIds)
  }

  closeConsumers(consumerIds: readonly string[]): void {
    this.#consumers.close(consumerIds)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.transports.close()
    this.#options.closed()
  }

  /** Has every camera and screen begin anew for everybody, when too much of them was lost. */
  async #renewPictures(): Promise<void> {
    const pictures = [...this.#producers.values()].filter(({ kind, paused }) => kind === 'video' && !paused)
    // There is no request for it; a producer that is resumed asks for the key frames of all its consumers.
    await Promise.all(pictures.map(async (producer) => await this.#renew(producer))).catch(() => {
      // It closed meanwhile.
    })
  }

  async #renew(producer: Producer): Promise<void> {
    await producer.pause()
    // Its owner may have paused it in the meantime.
    if (!this.#paused.has(producer.id)) await producer.resume()
  }

  #requireProducer(producerId: string): Producer {
    const producer = this.#producers.get(producerId)
    if (!producer) throw new ProtocolError('not_found')
    return producer
  }
}
