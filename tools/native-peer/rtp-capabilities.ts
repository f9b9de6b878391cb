import type { RtpCapabilities } from '../../protocol/index.ts'

const CODECS = new Set(['audio/opus', 'video/vp8'])
const FEEDBACK = new Set(['nack', 'nack pli', 'ccm fir'])
const EXTENSIONS = new Set([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
])

/**
 * What a native peer can receive of what the server offers. It reports no
 * bandwidth, so the server estimates none and forwards the layer that was asked
 * for.
 */
export function nativeCapabilities({ codecs, headerExtensions }: RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs
      .filter(({ mimeType }) => CODECS.has(mimeType.toLowerCase()))
      .map((codec) => ({
        ...codec,
        rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type, parameter }) =>
          FEEDBACK.has(parameter ? `${type} ${parameter}` : type),
        ),
      })),
    headerExtensions: headerExtensions.filter(({ uri }) => EXTENSIONS.has(uri)),
  }
}
