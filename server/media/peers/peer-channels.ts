import {
  ProtocolError,
  type DataConsumerOptions,
  type SctpStreamParameters,
} from '../../../protocol/index.ts'
import type { ChannelPort } from '../../rooms/ports/media-channels.ts'
import type { MediaPeerEvents } from '../../rooms/ports/media.ts'
import { unlessLate } from '../library/late-object.ts'
import { mapMediasoupErrors } from '../library/mediasoup-errors.ts'
import { fromLibraryDataConsumer, toLibrarySctpStream } from '../library/wire.ts'
import type { DataStreams, SubscribedChannel } from '../routers/data-streams.ts'
import { ChannelQueue } from './channel-queue.ts'
import type { PeerTransports } from './peer-transports.ts'

/** What the data channels of a participant are made of. */
export interface PeerChannelsOptions {
  participantId: string
  transports: Pick<PeerTransports, 'requireSend'>
  dataStreams: Pick<DataStreams, 'listen'>
  /** What the participant hears. */
  subscribed: readonly SubscribedChannel[]
  events: Pick<
    MediaPeerEvents,
    'channelOverflowed' | 'channelStuck' | 'channelDrained' | 'channelCharged' | 'channelFlooded'
  >
}

/** The data channels of one participant. */
export class PeerChannels implements ChannelPort {
  readonly options: readonly DataConsumerOptions[]
  readonly #options: PeerChannelsOptions
  /** Where messages for the participant alone wait, by channel. */
  readonly #queues = new Map<string, ChannelQueue>()
  /** Whoever flooded a channel gets no other one with these transports. */
  #isFlooded = false

  constructor(options: PeerChannelsOptions) {
    this.#options = options
    this.options = options.subscribed.map(({ consumer }) => fromLibraryDataConsumer(consumer))
    for (const one of options.subscribed) this.#watch(one)
  }

  async open(
    channel: string,
    transportId: string,
    sctpStreamParameters: SctpStreamParameters,
  ): Promise<string> {
    const { transports, dataStreams, participantId, events } = this.#options
    if (this.#isFlooded) throw new ProtocolError('rate_limited')
    const transport = transports.requireSend(transportId)
    const producer = await mapMediasoupErrors(
      async () =>
        await transport.produceData({
          label: channel,
          sctpStreamParameters: toLibrarySctpStream(sctpStreamParameters),
        }),
    )
    if (!unlessLate(producer, transport)) throw new ProtocolError('not_found')
    await dataStreams.listen(producer, channel, {
      participantId,
      charge: (bytes) => events.channelCharged(bytes),
      flooded: () => {
        this.#isFlooded = true
        events.channelFlooded(channel)
      },
    })
    return producer.id
  }

  async send(channel: string, payload: string): Promise<void> {
    await this.#queues.get(channel)?.send(payload)
  }

  #watch({ channel, consumer }: SubscribedChannel): void {
    const { events } = this.#options
    this.#queues.set(channel.name, new ChannelQueue(consumer, () => events.channelStuck(channel.name)))
    // What is lost on an unreliable channel is outdated anyway.
    if (!channel.isReliable) return
    // mediasoup drops what does not fit, and goes on.
    consumer.on('sctpsendbufferfull', () => events.channelOverflowed(channel.name))
    consumer.on('bufferedamountlow', () => events.channelDrained(channel.name))
  }
}
