import { ortc } from 'mediasoup'
import type { RouterRtpCodecCapability, RtpCapabilities as MediasoupRtpCapabilities } from 'mediasoup/types'
import type { RtpCapabilities } from '../../../protocol/index.ts'
import { fromLibraryCapabilities } from './wire.ts'

/** Codecs that rooms forward: Opus and VP8, which every browser sends and receives. */
export const ROUTER_CODECS: RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
]

// What Opus and VP8 in a meeting have no use for, with transport-wide feedback in the
// place of send times: each would travel with every join.
const UNUSED_EXTENSIONS = /dependency-descriptor|:toffset$|abs-capture-time$|playout-delay$|:packet-id$/

/** MIME types in lower case that somebody with these capabilities can decode, of those that rooms forward. */
export function decodableCodecs({ codecs = [] }: MediasoupRtpCapabilities): ReadonlySet<string> {
  const known = new Set(codecs.map(({ mimeType }) => mimeType.toLowerCase()))
  return new Set(ROUTER_CODECS.map(({ mimeType }) => mimeType.toLowerCase()).filter((one) => known.has(one)))
}

/** What browsers may send and receive here. */
export function offeredCapabilities(): RtpCapabilities {
  const { codecs, headerExtensions } = fromLibraryCapabilities(
    ortc.generateRouterRtpCapabilities(ROUTER_CODECS),
  )
  return {
    codecs,
    headerExtensions: headerExtensions
      .filter(({ uri }) => !UNUSED_EXTENSIONS.test(uri))
      // Clear text is what an absent field means.
      .map(({ preferredEncrypt, ...extension }) =>
        preferredEncrypt ? { ...extension, preferredEncrypt } : extension,
      ),
  }
}
