import type {
  Consumer,
  DataConsumer,
  Producer,
  RtpCapabilities,
  RtpParameters as MediasoupRtpParameters,
  SctpStreamParameters as MediasoupSctpStreamParameters,
} from 'mediasoup/types'
import {
  ProtocolError,
  type DataConsumerOptions,
  type DtlsParameters,
  type IceParameters,
  type RtpParameters,
  type SctpStreamParameters,
  type Stall,
  type TransportOptions,
} from '../../protocol/index.ts'
import type {
  ConsumeOrder,
  ConsumerSettings,
  CreatedConsumer,
  MediaPeer,
  ProduceOrder,
} from '../rooms/media-port.ts'
import type { DataStreams } from './data-streams.ts'
import type { PeerTransports } from './peer-transports.ts'
import { refusing } from './refusals.ts'
import { watchStall } from './stall-watch.ts'

export interface PeerOptions {
  participantId: string
  rtpCapabilities: RtpCapabilities
  transports: PeerTransports
  dataStreams: DataStreams
  relays: { chat: DataConsumer; activity: DataConsumer }
  /** Called with each new producer of this participant. */
  produced: (producer: Producer, isMicrophone: boolean) => void
  /**
   * Makes a producer of the room consumable here. The result says when it is no
   * longer needed; undefined means that the producer is gone.
   */
  reach: (producerId: string) => Promise<(() => void) | undefined>
  /** Called when a message could not be delivered because the client reads too slowly. */
  chatOverflowed: () => void
  /** Called when the client has read all that waited for it. */
  chatDrained: () => void
  /** Called when the picture of a consumer stands still, or moves again. */
  consumerStalled: (consumerId: string, stall: Stall | null) => void
  closed: () => void
}

// Above this the client reads too slowly for more chat history, in bytes.
const CHAT_BUFFER_HIGH = 512 * 1024

/** One participant's media on a router. */
export class Peer implements MediaPeer {
  readonly transports: { send: TransportOptions; receive: TransportOptions }
  readonly dataConsumers: DataConsumerOptions[]
  readonly #options: PeerOptions
  readonly #producers = new Map<string, Producer>()
  readonly #consumers = new Map<string, Consumer>()
  #chatQueue: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: PeerOptions) {
    this.#options = options
    this.transports = options.transports.describe()
    this.dataConsumers = [options.relays.chat, options.relays.activity].map(describeDataConsumer)
    // mediasoup drops what does not fit, and goes on.
    options.relays.chat.on('sctpsendbufferfull', () => options.chatOverflowed())
    options.relays.chat.on('bufferedamountlow', () => options.chatDrained())
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
    const producer = await refusing(
      async () =>
        await transport.produce({
          kind: order.kind,
          rtpParameters: order.rtpParameters as MediasoupRtpParameters,
          paused: order.paused,
          appData: { participantId: this.#options.participantId },
        }),
    )
    if (producer.closed) throw new ProtocolError('not_found')
    this.#producers.set(producer.id, producer)
    producer.observer.once('close', () => this.#producers.delete(producer.id))
    this.#options.produced(producer, order.source === 'microphone')
    return {
      producerId: producer.id,
      layers: producer.type === 'simulcast' ? (producer.rtpParameters.encodings ?? []).length : 1,
    }
  }

  async pauseProducer(producerId: string): Promise<void> {
    await this.#requireProducer(producerId).pause()
  }

  async resumeProducer(producerId: string): Promise<void> {
    await this.#requireProducer(producerId).resume()
  }

  closeProducer(producerId: string): void {
    this.#requireProducer(producerId).close()
  }

  async openChat(transportId: string, sctpStreamParameters: SctpStreamParameters): Promise<string> {
    const transport = this.#options.transports.requireSend(transportId)
    const producer = await refusing(
      async () =>
        await transport.produceData({
          label: 'chat',
          sctpStreamParameters: sctpStreamParameters as MediasoupSctpStreamParameters,
        }),
    )
    await this.#options.dataStreams.listen(producer, this.#options.participantId)
    return producer.id
  }

  async sendChat(payload: string): Promise<void> {
    const sent = this.#chatQueue.then(async () => await this.#sendChatNow(payload))
    this.#chatQueue = sent.catch(() => undefined)
    await sent
  }

  async consume(orders: readonly ConsumeOrder[]): Promise<CreatedConsumer[]> {
    const created = await Promise.all(orders.map(async (order) => await this.#consumeOne(order)))
    return created.filter((consumer) => consumer !== undefined)
  }

  async adjustConsumer(consumerId: string, settings: ConsumerSettings): Promise<void> {
    const consumer = this.#consumers.get(consumerId)
    if (!consumer || consumer.closed) return
    const calls: Promise<void>[] = [consumer.setPriority(settings.priority)]
    if (settings.spatialLayer !== undefined && consumer.type === 'simulcast') {
      calls.push(
        consumer.setPreferredLayers({
          spatialLayer: settings.spatialLayer,
          ...(settings.temporalLayer === undefined ? {} : { temporalLayer: settings.temporalLayer }),
        }),
      )
    }
    if (settings.paused !== consumer.paused) {
      calls.push(settings.paused ? consumer.pause() : consumer.resume())
    }
    try {
      await Promise.all(calls)
    } catch (error) {
      // Its producer may close at any moment; then there is nothing to adjust.
      if (!isClosed(consumer)) throw error
    }
  }

  closeConsumers(consumerIds: readonly string[]): void {
    for (const id of consumerIds) this.#consumers.get(id)?.close()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.transports.close()
    this.#options.closed()
  }

  async #consumeOne(order: ConsumeOrder): Promise<CreatedConsumer | undefined> {
    const release = await this.#options.reach(order.producerId)
    if (!release) return undefined
    let consumer: Consumer
    try {
      consumer = await this.#options.transports.receive.consume({
        producerId: order.producerId,
        rtpCapabilities: this.#options.rtpCapabilities,
        paused: true,
      })
    } catch {
      // The producer or the transport closed since the plan was made.
      release()
      return undefined
    }
    if (isClosed(consumer)) {
      release()
      return undefined
    }
    this.#consumers.set(consumer.id, consumer)
    if (consumer.type !== 'simple') {
      watchStall(consumer, (stall) => this.#options.consumerStalled(consumer.id, stall))
    }
    if (consumer.type === 'svc') repeatFirstKeyFrame(consumer)
    consumer.observer.once('close', () => {
      this.#consumers.delete(consumer.id)
      release()
    })
    return {
      id: consumer.id,
      producerId: order.producerId,
      participantId: order.participantId,
      source: order.source,
      kind: consumer.kind,
      producerPaused: consumer.producerPaused,
      paused: false,
      rtpParameters: consumer.rtpParameters as RtpParameters,
    }
  }

  async #sendChatNow(payload: string): Promise<void> {
    const { chat } = this.#options.relays
    if (chat.closed) return
    const buffered = await chat.send(payload)
    if (buffered < CHAT_BUFFER_HIGH || isClosed(chat)) return
    await new Promise<void>((resolve) => {
      chat.once('bufferedamountlow', () => resolve())
      chat.observer.once('close', () => resolve())
    })
  }

  #requireProducer(producerId: string): Producer {
    const producer = this.#producers.get(producerId)
    if (!producer) throw new ProtocolError('not_found')
    return producer
  }
}

/** Reads the flag afresh: it changes while a call is awaited. */
function isClosed(object: { readonly closed: boolean }): boolean {
  return object.closed
}

/**
 * A single stream with temporal layers loses its first key frame in the worker,
 * which chooses a layer only while that frame passes by. (mediasoup 3.27)
 */
function repeatFirstKeyFrame(consumer: Consumer): void {
  consumer.once('layerschange', () => {
    consumer.requestKeyFrame().catch(() => {
      // It closed meanwhile.
    })
  })
}

function describeDataConsumer(consumer: DataConsumer): DataConsumerOptions {
  if (!consumer.sctpStreamParameters) throw new Error('A data consumer of a browser has no SCTP stream.')
  return {
    id: consumer.id,
    dataProducerId: consumer.dataProducerId,
    label: consumer.label as DataConsumerOptions['label'],
    protocol: consumer.protocol,
    sctpStreamParameters: consumer.sctpStreamParameters,
  }
}
