import type { DataConsumer, DataProducer, DirectTransport, Router, WebRtcTransport } from 'mediasoup/types'
import { DATA_MESSAGE_MAX, ProtocolError } from '../../../protocol/index.ts'
import type { Channel } from '../../rooms/ports/media-channels.ts'
import { unlessLate } from '../library/late-object.ts'

// Payload protocol identifiers of WebRTC strings, RFC 8831 section 8.
const PPID_STRING = 51

/** Gets every text that a participant sends on a channel; untrusted. */
export type MessageListener = (participantId: string, channel: string, payload: string) => void

/** Who sends on a channel. */
export interface ChannelSender {
  readonly participantId: string
  /** Charges a message of so many bytes; false when it may not be read. */
  charge(bytes: number): boolean
  /** Called once when a message may not be read; the stream is closed then. */
  flooded(): void
}

/** A channel as a participant hears it. */
export interface SubscribedChannel {
  channel: Channel
  consumer: DataConsumer
}

/** A channel of the room, and what the server sends on it. */
interface OpenChannel {
  channel: Channel
  producer: DataProducer
}

/**
 * The data channels of one router: it hears what every participant sends on them, and speaks
 * to all of them with one stream for each channel.
 */
export class DataStreams {
  readonly #transport: DirectTransport
  readonly #channels: ReadonlyMap<string, OpenChannel>
  readonly #received: MessageListener

  private constructor(
    transport: DirectTransport,
    channels: ReadonlyMap<string, OpenChannel>,
    received: MessageListener,
  ) {
    this.#transport = transport
    this.#channels = channels
    this.#received = received
  }

  /** Opens the channels of a room on one of its routers. */
  static async create(
    router: Router,
    channels: readonly Channel[],
    received: MessageListener,
  ): Promise<DataStreams> {
    const transport = await router.createDirectTransport({
      maxSendMessageSize: DATA_MESSAGE_MAX,
      maxReceiveMessageSize: DATA_MESSAGE_MAX,
    })
    const opened = await Promise.all(
      channels.map(async (channel): Promise<[string, OpenChannel]> => {
        const producer = await transport.produceData({ label: channel.name })
        return [channel.name, { channel, producer }]
      }),
    )
    return new DataStreams(transport, new Map(opened), received)
  }

  /** Lets a participant hear all channels. */
  async subscribe(transport: WebRtcTransport, subchannel: number): Promise<SubscribedChannel[]> {
    const subscribed = await Promise.all(
      [...this.#channels.values()].map(async ({ channel, producer }) => ({
        channel,
        consumer: await transport.consumeData({
          dataProducerId: producer.id,
          ...(channel.isReliable
            ? { ordered: true, subchannels: [subchannel] }
            : { ordered: false, maxRetransmits: 0 }),
        }),
      })),
    )
    const late = subscribed.filter(({ consumer }) => !unlessLate(consumer, transport))
    if (late.length > 0) throw new ProtocolError('media_unavailable')
    return subscribed
  }

  /** Hears what a participant sends on a channel. */
  async listen(producer: DataProducer, channel: string, sender: ChannelSender): Promise<void> {
    const consumer = await this.#transport.consumeData({ dataProducerId: producer.id })
    if (!unlessLate(consumer, this.#transport)) return
    consumer.on('message', (message, ppid) => {
      // What was on its way when the stream was closed still arrives.
      if (producer.closed) return
      if (!sender.charge(message.length)) {
        producer.close()
        sender.flooded()
      } else if (ppid === PPID_STRING) {
        this.#received(sender.participantId, channel, message.toString('utf8'))
      }
    })
  }

  /** Sends a message to everybody here, or only to the seats whose subchannels are named. */
  send(channel: string, payload: string, subchannels?: readonly number[]): void {
    this.#channels.get(channel)?.producer.send(payload, undefined, subchannels ? [...subchannels] : undefined)
  }
}
