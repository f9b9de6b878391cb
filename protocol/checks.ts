import { z } from 'zod'

/**
 * Ways by which media may reach the server: `any` of those that ICE finds, or one alone. `pages-port` is TCP on the port
 * of the pages, `relay` a TURN server.
 */
export const checkPathSchema = z.enum(['any', 'udp', 'tcp', 'pages-port', 'relay'])

/** One of the ways. */
export type CheckPath = z.infer<typeof checkPathSchema>

/** The ways that are tried alone, in the order in which a browser prefers them. */
export const SINGLE_CHECK_PATHS = ['udp', 'tcp', 'pages-port', 'relay'] as const

/** One of the ways that are tried alone. */
export type SingleCheckPath = (typeof SINGLE_CHECK_PATHS)[number]

/** What became of a camera or a microphone in a check; `untried` before anybody was asked. */
export const checkDeviceSchema = z.enum([
  'untried',
  'works',
  'silent',
  'no-frames',
  'permission-denied',
  'permission-denied-by-system',
  'blocked-by-policy',
  'not-found',
  'in-use',
  'insecure-origin',
  'unsupported',
  'unknown',
])

/** What became of a device. */
export type CheckDevice = z.infer<typeof checkDeviceSchema>

/** Whether bytes came back over a way: `not-offered` where the server has no such way. */
const pathResultSchema = z.enum(['untried', 'not-offered', 'works', 'fails'])

/** Whether bytes came back over a way. */
export type CheckPathResult = z.infer<typeof pathResultSchema>

const plain = (max: number) => z.string().regex(new RegExp(`^[\\w .()+-]{0,${max}}$`))
const milliseconds = z.number().min(0).max(60_000).nullable()
const share = z.number().min(0).max(1).nullable()
const kilobits = z.int().min(0).max(1_000_000).nullable()

/** What a page measured of its line; null where the browser does not say. */
const checkLineSchema = z.strictObject({
  /** Protocol of the path that ICE chose first. */
  protocol: z.enum(['udp', 'tcp']).nullable(),
  isRelayed: z.boolean(),
  /** From the first attempt until the first bytes were back. */
  connectMs: milliseconds,
  roundTripMs: milliseconds,
  jitterMs: milliseconds,
  /** Lost on the way to the server, and on the way back. */
  lossUp: share,
  lossDown: share,
  /** What went out and came back in a short burst, in kbit/s; the line may carry more. */
  upKbps: kilobits,
  downKbps: kilobits,
  /** Pictures that came back in a second. */
  framesPerSecond: z.number().min(0).max(240).nullable(),
})

/** What a page measured of its line. */
export type CheckLineResult = z.infer<typeof checkLineSchema>

/** What a guest's check found. It holds no name, no label of a device and no address. */
export const checkResultSchema = z.strictObject({
  browser: z.strictObject({ name: plain(32), version: z.int().min(0).max(9999), system: plain(32) }),
  camera: checkDeviceSchema,
  microphone: checkDeviceSchema,
  /** Whether the person heard the test sound; null when they did not say. */
  speaker: z.boolean().nullable(),
  paths: z.strictObject({
    udp: pathResultSchema,
    tcp: pathResultSchema,
    'pages-port': pathResultSchema,
    relay: pathResultSchema,
  }),
  /** Null when nothing got through. */
  line: checkLineSchema.nullable(),
})

/** What a guest's check found. */
export type CheckResult = z.infer<typeof checkResultSchema>

// Read aloud and typed from paper: without 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, and U, which sounds like
// others. 24 letters and digits, so that eight of them are 1.1e11 codes.
const CODE_ALPHABET = 'ACDEFGHJKMNPQRTVWXY34679'

/** Characters of a support code. */
export const CHECK_CODE_ALPHABET = CODE_ALPHABET
/** Length of a support code, without the hyphen that people are shown. */
export const CHECK_CODE_LENGTH = 8

/** A support code as it is kept: eight characters. */
export const checkCodeSchema = z.string().regex(new RegExp(`^[${CODE_ALPHABET}]{${CHECK_CODE_LENGTH}}$`))

/** A support code as people read it, in two halves. */
export function shownCheckCode(code: string): string {
  const half = CHECK_CODE_LENGTH / 2
  return `${code.slice(0, half)}-${code.slice(half)}`
}

/**
 * The support code that somebody typed, in whatever case and with whatever between its halves.
 *
 * @returns undefined when it cannot be one
 */
export function readCheckCode(typed: string): string | undefined {
  const code = typed.slice(0, 64).replace(/[\s-]/g, '').toUpperCase()
  return checkCodeSchema.safeParse(code).success ? code : undefined
}

/** Longest time that a server spends on one check, in seconds. */
export const CHECK_SECONDS = 60
/** How long a server keeps what a check found, in seconds. */
export const CHECK_KEPT_SECONDS = 86_400
/** Most that one check may send per second, in bit/s; above that it is ended. */
export const CHECK_BITRATE_MAX = 16_000_000
