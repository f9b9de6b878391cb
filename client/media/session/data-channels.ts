import type { DataConsumer, DataProducer, SctpStreamParameters, Transport } from 'mediasoup-client/types'
import type { DataConsumerOptions, RequestParams } from '../../../protocol/index.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { toLibraryDataConsumer } from '../wire.ts'

/** The own chat stream, while it and the relay are open. */
export interface ChatChannel {
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number
  send(text: string): void
}

/** What the data streams of a media session tell. */
export interface DataEvents {
  /** Both directions of chat are open. */
  chatOpened: (channel: ChatChannel) => void
  chatReceived: (text: string) => void
  /** The send buffer went down to where it makes sense to go on. */
  chatDrained: () => void
  activityReceived: (text: string) => void
  /** A channel closed by itself or could not be opened. */
  broken: (error: unknown) => void
}

const LOW_BUFFER_BYTES = 32_768

/**
 * Opens the data streams of one media session: the own chat stream, and those
 * that the server described. Source: mediasoup-client documentation,
 * "transport.produceData()" and "transport.consumeData()".
 */
export class DataChannels {
  readonly #send: Transport
  readonly #receive: Transport
  readonly #signaling: MediaSignaling
  readonly #events: DataEvents
  #producer: DataProducer | undefined
  #relay: DataConsumer | undefined
  #accepted = false
  #announced = false

  constructor(send: Transport, receive: Transport, signaling: MediaSignaling, events: DataEvents) {
    this.#send = send
    this.#receive = receive
    this.#signaling = signaling
    this.#events = events
    send.on('producedata', ({ sctpStreamParameters }, callback) => {
      this.#announceProducer(sctpStreamParameters)
      // As with producers, other work of the transport need not wait for the
      // server. Sending does: what came early would find nobody.
      callback({ id: 'local-chat' })
    })
  }

  /** Opens everything. Failures go to `broken`. */
  open(described: readonly DataConsumerOptions[]): void {
    for (const options of described) {
      // Listeners are attached in the very turn in which the stream comes into
      // being, so that its first message cannot slip through.
      this.#receive
        .consumeData(toLibraryDataConsumer(options))
        .then((consumer) => this.#consumed(options.label, consumer))
        .catch((error: unknown) => this.#fail(this.#receive, error))
    }
    // A turn later: the transport works one by one, and the voice goes first.
    setTimeout(() => this.#produce(), 0)
  }

  #produce(): void {
    this.#send
      .produceData({ ordered: true, label: 'chat' })
      .then((producer) => this.#produced(producer))
      .catch((error: unknown) => this.#fail(this.#send, error))
  }

  #announceProducer(sctpStreamParameters: SctpStreamParameters): void {
    this.#signaling
      .request('data-producer:create', {
        transportId: this.#send.id,
        label: 'chat',
        sctpStreamParameters: toWire(sctpStreamParameters),
      })
      .then(
        () => {
          this.#accepted = true
          this.#announce()
        },
        (error: unknown) => this.#fail(this.#send, error),
      )
  }

  #consumed(label: DataConsumerOptions['label'], consumer: DataConsumer): void {
    const received = label === 'chat' ? this.#events.chatReceived : this.#events.activityReceived
    consumer.on('message', (data: unknown) => {
      if (typeof data === 'string') received(data)
      else if (data instanceof ArrayBuffer) received(new TextDecoder().decode(data))
    })
    consumer.on('close', () => this.#fail(this.#receive, new Error(`The ${label} stream closed.`)))
    if (label !== 'chat') return
    this.#relay = consumer
    consumer.on('open', () => this.#announce())
    this.#announce()
  }

  #produced(producer: DataProducer): void {
    this.#producer = producer
    producer.bufferedAmountLowThreshold = LOW_BUFFER_BYTES
    producer.on('bufferedamountlow', () => this.#events.chatDrained())
    producer.on('close', () => this.#fail(this.#send, new Error('The own chat stream closed.')))
    producer.on('open', () => this.#announce())
    this.#announce()
  }

  #announce(): void {
    const producer = this.#producer
    if (this.#announced || !this.#accepted) return
    if (producer?.readyState !== 'open' || this.#relay?.readyState !== 'open') return
    this.#announced = true
    this.#events.chatOpened({
      get bufferedAmount() {
        return producer.bufferedAmount
      },
      send: (text) => producer.send(text),
    })
  }

  #fail(transport: Transport, error: unknown): void {
    if (!transport.closed) this.#events.broken(error)
  }
}

type WireSctpParameters = RequestParams<'data-producer:create'>['sctpStreamParameters']

/** Only what the protocol carries; a stream without limits is reliable and ordered. */
function toWire({ streamId = 0, ordered }: SctpStreamParameters): WireSctpParameters {
  return { streamId, ordered: ordered ?? true }
}
