import type { RtpParameters } from '../../../protocol/index.ts'

type Parameters = NonNullable<RtpParameters['codecs'][number]['parameters']>
type Rule = (value: string | number) => boolean

const whole =
  (min: number, max: number): Rule =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
const flag = whole(0, 1)
/** Digits alone arrive as a number, wherever they stand. */
const text =
  (form: RegExp): Rule =>
  (value) =>
    form.test(String(value))

// Chromium's own bounds for its encoders, in kbit/s.
const GOOGLE_BITRATES: Record<string, Rule> = {
  'x-google-min-bitrate': whole(0, 100_000),
  'x-google-start-bitrate': whole(0, 100_000),
  'x-google-max-bitrate': whole(0, 100_000),
}
// Frames per second, and macroblocks of 16 by 16 pixels in a frame.
const FRAME_LIMITS: Record<string, Rule> = { 'max-fr': whole(1, 240), 'max-fs': whole(1, 1_048_576) }

/**
 * What each codec may say of itself, by MIME type in lower case. Sources: RFC 7587 (Opus), RFC 7741
 * (VP8), RFC 9628 (VP9), RFC 6184 (H264), RFC 7798 (H265), the AV1 RTP specification, RFC 4588 (RTX).
 */
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  'audio/opus': {
    minptime: whole(3, 120),
    ptime: whole(3, 120),
    maxptime: whole(3, 120),
    maxplaybackrate: whole(8000, 48_000),
    'sprop-maxcapturerate': whole(8000, 48_000),
    maxaveragebitrate: whole(6000, 510_000),
    stereo: flag,
    'sprop-stereo': flag,
    cbr: flag,
    useinbandfec: flag,
    usedtx: flag,
  },
  'video/vp8': { ...FRAME_LIMITS, ...GOOGLE_BITRATES },
  'video/vp9': { 'profile-id': whole(0, 3), ...FRAME_LIMITS, ...GOOGLE_BITRATES },
  'video/av1': {
    profile: whole(0, 2),
    'level-idx': whole(0, 31),
    tier: flag,
    ...GOOGLE_BITRATES,
  },
  'video/h264': {
    'profile-level-id': text(/^[0-9a-f]{6}$/i),
    'packetization-mode': whole(0, 2),
    'level-asymmetry-allowed': flag,
    'max-mbps': whole(0, 16_777_216),
    'max-br': whole(0, 1_000_000),
    ...FRAME_LIMITS,
    ...GOOGLE_BITRATES,
  },
  'video/h265': {
    'profile-id': whole(0, 31),
    'tier-flag': flag,
    'level-id': whole(0, 255),
    'tx-mode': text(/^(SRST|MRST|MRMT)$/),
    ...GOOGLE_BITRATES,
  },
  'video/rtx': { apt: whole(0, 127), 'rtx-time': whole(0, 65_535) },
}

/**
 * Of what somebody says of a codec, all that others may get to see: parameters that the codec has, with
 * values that it knows. The rest is dropped without a word, because a browser of tomorrow that says
 * more is no reason to keep anybody out.
 */
export function knownParameters(mimeType: string, parameters: Parameters = {}): Parameters {
  const rules = new Map(Object.entries(RULES[mimeType.toLowerCase()] ?? {}))
  return Object.fromEntries(Object.entries(parameters).filter(([name, value]) => rules.get(name)?.(value)))
}
