import type { RtpCapabilities, Stall } from '../../../protocol/index.ts'
import type { Channel, ChannelPort } from './media-channels.ts'
import type { PublisherPort } from './media-publisher.ts'
import type { SubscriberPort } from './media-subscriber.ts'
import type { TransportPort } from './media-transports.ts'

/**
 * What the rooms need of a media engine. `server/media` implements it over
 * mediasoup; the rooms never see mediasoup itself.
 */
export interface MediaPort {
  /** What the server can receive and forward; the same for every room. */
  readonly rtpCapabilities: RtpCapabilities
  /** Share of a core that each worker uses, 0 to 1, by its id, a short name such as `w1`; ids are never used again. */
  readonly workerCpu: ReadonlyMap<string, number>
  /**
   * Opens the media side of a room. It takes workers as participants come.
   *
   * @param channels - data channels that everybody in the room gets
   */
  openRoom(channels: readonly Channel[], events: MediaRoomEvents): MediaRoom
}

/** Facts that the media engine reports about a room. */
export interface MediaRoomEvents {
  /** Levels of those who are audible, loudest first; empty when all fell silent. */
  levelsMeasured(levels: readonly AudioLevel[]): void
  /** A message arrived on a channel of a participant. Untrusted text. */
  messageReceived(participantId: string, channel: string, payload: string): void
  /** A worker is gone, and with it the transports of these participants. */
  lost(participantIds: readonly string[]): void
}

/** How loud somebody is. */
export interface AudioLevel {
  participantId: string
  /** dBov, -127 (silence) to 0. */
  level: number
}

/** The media side of one room. */
export interface MediaRoom {
  /**
   * Opens the transports and data channels of one participant, on the worker that
   * suits the room best.
   *
   * @param subchannel - number of the seat, 1 to 65535, for messages to some alone
   * @throws {ProtocolError} `unsupported_media` when the capabilities are unusable,
   *   `media_unavailable` while no worker runs
   */
  admit(options: {
    participantId: string
    subchannel: number
    rtpCapabilities: RtpCapabilities
    events: MediaPeerEvents
  }): Promise<MediaPeer>
  /** Sends a message on a channel to everybody, or only to the seats whose subchannels are named. */
  send(channel: string, payload: string, subchannels?: readonly number[]): void
  close(): void
}

/** Facts that the media engine reports about one participant. */
export interface MediaPeerEvents {
  /** A consumer is sent this simulcast layer from now on; undefined while nothing of it. */
  layerChanged(producerId: string, layer: number | undefined): void
  /** A producer of this participant must begin with a key frame, which the engine cannot ask for now. */
  keyFrameWanted(producerId: string): void
  /** What gets through to this participant, in bit/s, as far as it can be measured. */
  downlinkEstimated(bitsPerSecond: number): void
  /** Not even the lowest layer of a consumer gets through; null when it does again. */
  consumerStalled(consumerId: string, stall: Stall | null): void
  /** Nothing of this participant's media gets through, although its client has sought a path for seconds. */
  pathMissing(): void
  /** It gets through after all. */
  pathFound(): void
  /** A message on a reliable channel was dropped, because this participant reads too slowly. */
  channelOverflowed(channel: string): void
  /** Far more waits on a channel of this participant than it will ever read. */
  channelStuck(channel: string): void
  /**
   * A message arrived on a channel of this participant.
   *
   * @returns whether it may be read; if not, the channel is ended
   */
  channelCharged(bytes: number): boolean
  /** A channel was ended because more arrived on it than may be read. */
  channelFlooded(channel: string): void
  /** The participant has read all that waited for it on a channel. */
  channelDrained(channel: string): void
}

/** All media of one participant: what it sends, what it receives, and its messages. */
export interface MediaPeer {
  /** Id of the worker that carries it, as in `MediaPort.workerCpu`. */
  readonly worker: string
  readonly transports: TransportPort
  readonly publisher: PublisherPort
  readonly subscriber: SubscriberPort
  readonly channels: ChannelPort
  close(): void
}
