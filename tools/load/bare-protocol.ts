import type {
  DtlsParameters,
  FullConsumer,
  Kind,
  RtpCapabilities,
  RtpParameters,
  TransportOptions,
} from '../../protocol/index.ts'

/** A stream that a client publishes on the bare worker. */
export interface BareProducer {
  index: number
  kind: Kind
  producerId: string
}

/**
 * What a client asks the bare worker: as few messages as joining can have, each
 * one line of JSON over TCP. There are no rooms, roles or rosters.
 */
interface BareCalls {
  hello: { params: object; reply: { rtpCapabilities: RtpCapabilities } }
  join: {
    params: { index: number }
    reply: { transports: { send: TransportOptions; receive: TransportOptions }; producers: BareProducer[] }
  }
  connect: { params: { transportId: string; dtlsParameters: DtlsParameters }; reply: object }
  produce: { params: { kind: Kind; rtpParameters: RtpParameters }; reply: { producerId: string } }
  producers: { params: object; reply: { producers: BareProducer[] } }
  /** All at once; they wait for `resume`. */
  consume: {
    params: { producerIds: string[]; rtpCapabilities: RtpCapabilities; spatialLayer: number }
    reply: { consumers: FullConsumer[] }
  }
  resume: { params: { consumerIds: string[] }; reply: object }
}

/** Name of a request to the bare worker. */
export type BareName = keyof BareCalls

/** What that request carries. */
export type BareParams<N extends BareName> = BareCalls[N]['params']

/** What that request is answered with. */
export type BareReply<N extends BareName> = BareCalls[N]['reply']

/** A line of JSON from the client. */
export interface BareRequest {
  id: number
  name: BareName
  params: unknown
}

/** A line of JSON from the bare worker. */
export type BareAnswer = { id: number; data: unknown } | { id: number; error: string }
