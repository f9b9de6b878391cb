import type { Producer, ProducerCodecOptions, RtpEncodingParameters } from 'mediasoup-client/types'
import type { SizeReport } from './size-report.ts'

/** Everything that differs from one source to another. */
export interface ProduceOptions {
  encodings: RtpEncodingParameters[]
  codecOptions?: ProducerCodecOptions
}

/** A source that is being sent. */
export interface Publication {
  producer: Producer
  /** Id at the server, once it confirmed. Requests wait for it, in order. */
  serverId: Promise<string>
  /** The same, when it is known. */
  confirmedId: string | undefined
  /** What was asked last; an answer that comes late must not overrule it. */
  paused: boolean
  layers: number
  /** Layers from the lowest that somebody watches. */
  wantedLayers: number
  /** Of a picture. */
  sizeReport: SizeReport | null
}
