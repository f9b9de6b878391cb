import type { DataConsumer, DataProducer, DirectTransport, Router, WebRtcTransport } from 'mediasoup/types'
import { DATA_MESSAGE_MAX, ProtocolError } from '../../../protocol/index.ts'
import { unlessLate } from '../library/late-object.ts'

// Payload protocol identifiers of WebRTC strings, RFC 8831 section 8.
const PPID_STRING = 51

/**
 * The data streams of one router: it hears every participant's chat stream and
 * speaks to all of them on two streams, chat (reliable) and activity (not).
 */
export class DataStreams {
  readonly #transport: DirectTransport
  readonly #chat: DataProducer
  readonly #activity: DataProducer
  readonly #received: (participantId: string, payload: string) => void

  private constructor(
    transport: DirectTransport,
    producers: { chat: DataProducer; activity: DataProducer },
    received: (participantId: string, payload: string) => void,
  ) {
    this.#transport = transport
    this.#chat = producers.chat
    this.#activity = producers.activity
    this.#received = received
  }

  /** @param received - gets every text that a participant sends; untrusted */
  static async create(
    router: Router,
    received: (participantId: string, payload: string) => void,
  ): Promise<DataStreams> {
    const transport = await router.createDirectTransport({
      maxSendMessageSize: DATA_MESSAGE_MAX,
      maxReceiveMessageSize: DATA_MESSAGE_MAX,
    })
    const [chat, activity] = await Promise.all([
      transport.produceData({ label: 'chat' }),
      transport.produceData({ label: 'activity' }),
    ])
    return new DataStreams(transport, { chat, activity }, received)
  }

  /** Lets a participant hear both streams. */
  async subscribe(
    transport: WebRtcTransport,
    subchannel: number,
  ): Promise<{ chat: DataConsumer; activity: DataConsumer }> {
    const [chat, activity] = await Promise.all([
      transport.consumeData({ dataProducerId: this.#chat.id, ordered: true, subchannels: [subchannel] }),
      transport.consumeData({ dataProducerId: this.#activity.id, ordered: false, maxRetransmits: 0 }),
    ])
    const [inTime, alsoInTime] = [unlessLate(chat, transport), unlessLate(activity, transport)]
    if (!inTime || !alsoInTime) throw new ProtocolError('media_unavailable')
    return { chat, activity }
  }

  /** Hears the chat stream of a participant. */
  async listen(producer: DataProducer, participantId: string): Promise<void> {
    const consumer = await this.#transport.consumeData({ dataProducerId: producer.id })
    if (!unlessLate(consumer, this.#transport)) return
    consumer.on('message', (message, ppid) => {
      if (ppid === PPID_STRING) this.#received(participantId, message.toString('utf8'))
    })
  }

  relayChat(payload: string, subchannels?: readonly number[]): void {
    this.#chat.send(payload, undefined, subchannels ? [...subchannels] : undefined)
  }

  relayActivity(payload: string): void {
    this.#activity.send(payload)
  }
}
