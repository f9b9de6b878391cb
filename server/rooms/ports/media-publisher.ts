import type { Kind, RtpParameters, Source } from '../../../protocol/index.ts'

/** What one participant sends. */
export interface PublisherPort {
  /** @throws {ProtocolError} `not_found`, `unsupported_media`, `invalid_media_parameters` */
  produce(order: ProduceOrder): Promise<Produced>
  /** @throws {ProtocolError} `not_found` */
  pause(producerId: string): Promise<void>
  /** @throws {ProtocolError} `not_found` */
  resume(producerId: string): Promise<void>
  /** @throws {ProtocolError} `not_found` */
  close(producerId: string): void
  /** What has arrived of a producer in the last seconds, paused or not, in bit/s; undefined when it is gone. */
  receivedBitrate(producerId: string): Promise<number | undefined>
}

/** A source that a participant begins to send. */
export interface ProduceOrder {
  transportId: string
  kind: Kind
  source: Source
  rtpParameters: RtpParameters
  paused: boolean
}

/** What became of it. */
export interface Produced extends TrackFormat {
  producerId: string
}

/** In what form a track is sent. */
export interface TrackFormat {
  /** MIME type in lower case, for example `video/vp8`. */
  codec: string
  layers: TrackLayers
}

/** How many layers a track has; 1 of each for audio and single streams. */
export interface TrackLayers {
  /** Sizes of the video: simulcast streams or spatial layers of one. */
  spatial: number
  /** Frame rates of each. */
  temporal: number
}
