import type * as library from 'mediasoup-client/types'
import type {
  DataConsumerOptions,
  IceParameters,
  RtpCapabilities,
  RtpParameters,
  TransportOptions,
} from '../../protocol/index.ts'

// mediasoup-client and the protocol describe the same objects. Their types differ
// only in whether an absent field may be spelled `undefined`, which means the same
// to both. The casts stand here and nowhere else.

export function toLibraryCapabilities(capabilities: RtpCapabilities): library.RtpCapabilities {
  return capabilities as library.RtpCapabilities
}

export function fromLibraryCapabilities(capabilities: library.RtpCapabilities): RtpCapabilities {
  return capabilities as RtpCapabilities
}

export function toLibraryRtp(parameters: RtpParameters): library.RtpParameters {
  return parameters as library.RtpParameters
}

export function fromLibraryRtp(parameters: library.RtpParameters): RtpParameters {
  return parameters as RtpParameters
}

export function toLibraryTransport(options: TransportOptions): library.TransportOptions {
  return options as library.TransportOptions
}

export function toLibraryIce(parameters: IceParameters): library.IceParameters {
  return parameters as library.IceParameters
}

export function toLibraryDataConsumer({
  id,
  dataProducerId,
  label,
  protocol,
  sctpStreamParameters,
}: DataConsumerOptions): library.DataConsumerOptions {
  return {
    id,
    dataProducerId,
    label,
    protocol,
    sctpStreamParameters: sctpStreamParameters as library.SctpStreamParameters,
  }
}
