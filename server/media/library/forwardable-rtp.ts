import type { RtpParameters } from '../../../protocol/index.ts'
import { knownParameters } from './codec-parameters.ts'

/**
 * Parameters of a producer in the form in which others may get to see them. mediasoup hands codec
 * parameters, cname and msid on as they are, and browsers write them into session descriptions: so
 * nothing is taken over but numbers, names from lists, and what stays between mediasoup and the sender.
 *
 * @param cname - what all tracks of the participant have in common, so that a browser keeps them in
 *   step: RFC 3550, section 6.5.1
 */
export function forwardableRtp(parameters: RtpParameters, cname: string): RtpParameters {
  const { mid, codecs, headerExtensions, encodings, rtcp } = parameters
  return {
    ...(mid === undefined ? {} : { mid }),
    codecs: codecs.map((codec) => ({
      ...codec,
      parameters: knownParameters(codec.mimeType, codec.parameters),
    })),
    headerExtensions: (headerExtensions ?? []).map(({ uri, id, encrypt }) => ({
      uri,
      id,
      ...(encrypt === undefined ? {} : { encrypt }),
    })),
    encodings: encodings.map(forwardableEncoding),
    rtcp: { cname, reducedSize: rtcp?.reducedSize ?? true, mux: true },
  }
}

/** How the sender's encoder is set otherwise is nobody's business. */
function forwardableEncoding({
  ssrc,
  rid,
  codecPayloadType,
  rtx,
  dtx,
  scalabilityMode,
}: RtpParameters['encodings'][number]): RtpParameters['encodings'][number] {
  return {
    ...(ssrc === undefined ? {} : { ssrc }),
    ...(rid === undefined ? {} : { rid }),
    ...(codecPayloadType === undefined ? {} : { codecPayloadType }),
    ...(rtx === undefined ? {} : { rtx }),
    ...(dtx === undefined ? {} : { dtx }),
    ...(scalabilityMode === undefined ? {} : { scalabilityMode }),
  }
}
