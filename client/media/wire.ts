import type * as library from 'mediasoup-client/types'
import type {
  DataConsumerOptions,
  RtpCapabilities,
  RtpParameters,
  TransportOptions,
} from '../../protocol/index.ts'

// mediasoup-client and the protocol describe the same objects. Their types differ
// only in whether an absent field may be spelled `undefined`, which means the same
// to both. The casts stand here and nowhere else.

/** RTP capabilities of the protocol for mediasoup-client. */
export function toLibraryCapabilities(capabilities: RtpCapabilities): library.RtpCapabilities {
  return capabilities as library.RtpCapabilities
}

/** RTP capabilities of mediasoup-client for the protocol. */
export function fromLibraryCapabilities(capabilities: library.RtpCapabilities): RtpCapabilities {
  return capabilities as RtpCapabilities
}

/** RTP parameters of the protocol for mediasoup-client. */
export function toLibraryRtp(parameters: RtpParameters): library.RtpParameters {
  return parameters as library.RtpParameters
}

/** RTP parameters of mediasoup-client for the protocol. */
export function fromLibraryRtp(parameters: library.RtpParameters): RtpParameters {
  return parameters as RtpParameters
}

/** A transport of the protocol for mediasoup-client. */
export function toLibraryTransport(options: TransportOptions): library.TransportOptions {
  return options as library.TransportOptions
}

/** A data consumer of the protocol for mediasoup-client. */
export function toLibraryDataConsumer({
  id,
  dataProducerId,
  label,
  protocol,
  sctpStreamParameters,
}: Omit<DataConsumerOptions, 'label'> & { label: string }): library.DataConsumerOptions {
  return {
    id,
    dataProducerId,
    label,
    protocol,
    sctpStreamParameters: sctpStreamParameters as library.SctpStreamParameters,
  }
}
