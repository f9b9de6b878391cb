import type * as library from 'mediasoup/types'
import type {
  DataConsumerOptions,
  DtlsParameters,
  RtpCapabilities,
  RtpParameters,
  SctpStreamParameters,
} from '../../../protocol/index.ts'

// mediasoup and the protocol describe the same objects. Their types differ only in
// whether an absent field may be spelled `undefined`, which means the same to both, and
// in names that mediasoup lists and the protocol takes as any string. The casts stand
// here and nowhere else.

/** What a participant can receive, as mediasoup takes it. */
export function toLibraryCapabilities(capabilities: RtpCapabilities): library.RtpCapabilities {
  return capabilities as library.RtpCapabilities
}

/** What a router can forward, as the protocol sends it. */
export function fromLibraryCapabilities(capabilities: library.RtpCapabilities): RtpCapabilities {
  return capabilities as RtpCapabilities
}

/** How a participant sends a track, as mediasoup takes it. */
export function toLibraryRtp(parameters: RtpParameters): library.RtpParameters {
  return parameters as library.RtpParameters
}

/** How a consumer is sent, as the protocol sends it. */
export function fromLibraryRtp(parameters: library.RtpParameters): RtpParameters {
  return parameters as RtpParameters
}

/** Role and fingerprints of a participant's transport, as mediasoup takes them. */
export function toLibraryDtls(parameters: DtlsParameters): library.DtlsParameters {
  return parameters as library.DtlsParameters
}

/** How packets to a pipe are encrypted, as mediasoup takes it. */
export function toLibrarySrtp(parameters: {
  cryptoSuite: string
  keyBase64: string
}): library.SrtpParameters {
  return parameters as library.SrtpParameters
}

/** The SCTP stream of a data channel, as mediasoup takes it. */
export function toLibrarySctpStream(parameters: SctpStreamParameters): library.SctpStreamParameters {
  return parameters as library.SctpStreamParameters
}

/**
 * What a browser needs in order to receive a data consumer.
 *
 * @throws {Error} when the consumer is on a transport without SCTP
 */
export function fromLibraryDataConsumer(consumer: library.DataConsumer): DataConsumerOptions {
  // Each look at it makes a copy.
  const { sctpStreamParameters } = consumer
  if (!sctpStreamParameters) throw new Error('A data consumer of a browser has no SCTP stream.')
  return {
    id: consumer.id,
    dataProducerId: consumer.dataProducerId,
    // The server itself gives its streams their labels.
    label: consumer.label as DataConsumerOptions['label'],
    protocol: consumer.protocol,
    sctpStreamParameters,
  }
}
