import { ortc } from 'mediasoup'
import type { RtpCapabilities } from '../../../protocol/index.ts'
import { knownParameters } from './codec-parameters.ts'
import { ROUTER_CODECS } from './codecs.ts'
import { mapMediasoupErrors } from './mediasoup-errors.ts'
import { fromLibraryCapabilities, toLibraryCapabilities } from './wire.ts'

type Codec = RtpCapabilities['codecs'][number]
type Extension = RtpCapabilities['headerExtensions'][number]

const ROUTER = fromLibraryCapabilities(ortc.generateRouterRtpCapabilities(ROUTER_CODECS))
// A codec comes in several profiles, and each with its retransmission.
const VARIANTS_MAX = 8

/**
 * Of what a participant says that it can receive, what a router has a use for: codecs that rooms
 * forward, with what is known of them, and header extensions that the router sends. How much that
 * is does not depend on how much was said.
 *
 * @throws {ProtocolError} `unsupported_media`, `invalid_media_parameters`: each consumer would
 *   only fail much later
 */
export async function usableCapabilities(said: RtpCapabilities): Promise<RtpCapabilities> {
  const own = structuredClone(said)
  await mapMediasoupErrors(() => {
    // It fills in what is absent.
    ortc.validateAndNormalizeRtpCapabilities(toLibraryCapabilities(own))
  })
  const codecs = own.codecs.flatMap((codec) => usableCodec(codec) ?? [])
  const media = limited(codecs.filter((codec) => !isRtx(codec)))
  const payloadTypes = new Set(media.map(({ preferredPayloadType }) => preferredPayloadType))
  const kept = new Set([
    ...media,
    ...limited(codecs.filter((codec) => isRtx(codec) && payloadTypes.has(Number(codec.parameters?.['apt'])))),
  ])
  return {
    codecs: codecs.filter((codec) => kept.has(codec)),
    headerExtensions: ROUTER.headerExtensions.flatMap(
      (sent) => own.headerExtensions.find((one) => isSame(one, sent)) ?? [],
    ),
  }
}

/** A codec as the router may use it; undefined when it has no such codec. */
function usableCodec(codec: Codec): Codec | undefined {
  const { kind, mimeType, clockRate, channels, preferredPayloadType, parameters, rtcpFeedback } = codec
  const forwarded = ROUTER.codecs.find(
    (one) =>
      one.mimeType.toLowerCase() === mimeType.toLowerCase() &&
      one.clockRate === clockRate &&
      one.channels === channels,
  )
  if (!forwarded) return undefined
  return {
    kind,
    mimeType: forwarded.mimeType,
    preferredPayloadType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    parameters: knownParameters(mimeType, parameters),
    rtcpFeedback: (forwarded.rtcpFeedback ?? []).filter(({ type, parameter = '' }) =>
      rtcpFeedback?.some((one) => one.type === type && (one.parameter ?? '') === parameter),
    ),
  }
}

/** The first ones of each codec, each variant once. */
function limited(codecs: readonly Codec[]): Codec[] {
  const variants = new Map<string, Set<string>>()
  return codecs.filter(({ mimeType, parameters }) => {
    const seen = variants.get(mimeType) ?? new Set()
    variants.set(mimeType, seen)
    const variant = JSON.stringify(Object.entries(parameters ?? {}).sort())
    if (seen.has(variant) || seen.size >= VARIANTS_MAX) return false
    seen.add(variant)
    return true
  })
}

function isRtx({ mimeType }: Codec): boolean {
  return mimeType.toLowerCase().endsWith('/rtx')
}

/** mediasoup sends an extension only under the number that the router gave it. */
function isSame(said: Extension, sent: Extension): boolean {
  return said.kind === sent.kind && said.uri === sent.uri && said.preferredId === sent.preferredId
}
