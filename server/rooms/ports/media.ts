import type {
  DataConsumerOptions,
  DtlsParameters,
  FullConsumer,
  IceParameters,
  Kind,
  RtpCapabilities,
  RtpParameters,
  SctpStreamParameters,
  Source,
  Stall,
  TransportOptions,
} from '../../../protocol/index.ts'

/**
 * What the rooms need of a media engine. `server/media` implements it over
 * mediasoup; the rooms never see mediasoup itself.
 */
export interface MediaPort {
  /** What the server can receive and forward; the same for every room. */
  readonly rtpCapabilities: RtpCapabilities
  /** Share of a core that each worker uses, 0 to 1, by its id, a short name such as `w1`; ids are never used again. */
  readonly workerCpu: ReadonlyMap<string, number>
  /** Opens the media side of a room. It takes workers as participants come. */
  openRoom(events: MediaRoomEvents): MediaRoom
}

/** Facts that the media engine reports about a room. */
export interface MediaRoomEvents {
  /** Levels of those who are audible, loudest first; empty when all fell silent. */
  levelsMeasured(levels: readonly AudioLevel[]): void
  /** A message arrived on the chat stream of a participant. Untrusted text. */
  chatReceived(participantId: string, payload: string): void
  /** A worker is gone, and with it the transports of these participants. */
  lost(participantIds: readonly string[]): void
}

export interface AudioLevel {
  participantId: string
  /** dBov, -127 (silence) to 0. */
  level: number
}

/** The media side of one room. */
export interface MediaRoom {
  /**
   * Opens the transports and data streams of one participant, on the worker that
   * suits the room best.
   *
   * @param subchannel - number of the seat, 1 to 65535, for private messages
   * @throws {ProtocolError} `unsupported_media` when the capabilities are unusable,
   *   `media_unavailable` while no worker runs
   */
  admit(options: {
    participantId: string
    subchannel: number
    rtpCapabilities: RtpCapabilities
    events: MediaPeerEvents
  }): Promise<MediaPeer>
  /** Sends a message to everybody, or only to the seats whose subchannels are named. */
  relayChat(payload: string, subchannels?: readonly number[]): void
  /** Sends a message on the unreliable activity stream to everybody. */
  relayActivity(payload: string): void
  close(): void
}

/** Facts that the media engine reports about one participant. */
export interface MediaPeerEvents {
  /** A consumer is sent this simulcast layer from now on; undefined while nothing of it. */
  layerChanged(producerId: string, layer: number | undefined): void
  /** What gets through to this participant, in bit/s, as far as it can be measured. */
  lineEstimated(bitsPerSecond: number): void
  /** Not even the lowest layer of a consumer gets through; null when it does again. */
  consumerStalled(consumerId: string, stall: Stall | null): void
  /** A relayed chat message was dropped, because this participant reads too slowly. */
  chatOverflowed(): void
  /** Far more chat waits for this participant than it will ever read. */
  chatStuck(): void
  /** The participant has read all that waited for it. */
  chatDrained(): void
}

/** Transports, producers, consumers and data streams of one participant. */
export interface MediaPeer {
  /** Id of the worker that carries it, as in `MediaPort.workerCpu`. */
  readonly worker: string
  readonly transports: { send: TransportOptions; receive: TransportOptions }
  readonly dataConsumers: DataConsumerOptions[]
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void>
  restartIce(transportId: string): Promise<IceParameters>
  produce(order: ProduceOrder): Promise<{ producerId: string; layers: number }>
  pauseProducer(producerId: string): Promise<void>
  resumeProducer(producerId: string): Promise<void>
  closeProducer(producerId: string): void
  openChat(transportId: string, sctpStreamParameters: SctpStreamParameters): Promise<string>
  /** Sends a chat event to this participant alone. */
  sendChat(payload: string): Promise<void>
  /**
   * Creates consumers, paused. An order that cannot be met any more (its producer
   * closed meanwhile) is left out of the result.
   */
  consume(orders: readonly ConsumeOrder[]): Promise<CreatedConsumer[]>
  /** Applies layer, priority and pause to consumers that exist. */
  adjustConsumer(consumerId: string, settings: ConsumerSettings): Promise<void>
  /** Asks the senders of these consumers for key frames. */
  requestKeyFrames(consumerIds: readonly string[]): Promise<void>
  closeConsumers(consumerIds: readonly string[]): void
  close(): void
}

export interface ProduceOrder {
  transportId: string
  kind: Kind
  source: Source
  rtpParameters: RtpParameters
  paused: boolean
}

export interface LayerChoice {
  /** Wanted simulcast layer, 0 is the smallest; ignored for audio and single streams. */
  spatialLayer?: number
  /** Highest temporal layer, 0 has the fewest frames; all of them when absent. */
  temporalLayer?: number
}

export interface ConsumerSettings extends LayerChoice {
  /** 1 (first to starve) to 255. */
  priority: number
  paused: boolean
}

export interface ConsumeOrder extends LayerChoice {
  producerId: string
  participantId: string
  source: Source
}

export interface CreatedConsumer extends FullConsumer {
  producerId: string
}
