import { createHash, X509Certificate } from 'node:crypto'
import { readFacts } from '../certificate.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

// Let's Encrypt allows five failed validations of a name within an hour, and one more every twelve minutes
// (letsencrypt.org/docs/rate-limits): the first five tell the operator soon, the others stay far below.
const WAITS_MS = [1, 2, 5, 15, 30].map((minutes) => minutes * MINUTE_MS)
// Who has not mended it within a day will not notice whether it takes one hour or six; the authority does.
const HOURLY_UNTIL = 24
const LONG_WAIT_MS = 6 * HOUR_MS
const SHORT_WAIT_MS = 2 * SECOND_MS

/**
 * Most that an authority can make us wait. Its longest limits last for a week, but to ask once a day costs it nothing,
 * while a wrong `Retry-After` that is believed costs a certificate that ends.
 */
export const RETRY_AFTER_MAX_MS = DAY_MS

/**
 * How long to wait after attempts that failed one after another.
 *
 * @param failures - how many, from 1 on
 * @param retryAfterMs - what the authority asks for. Short ones are believed too, but less and less
 * @param random - 0 to 1: many servers that fail together shall not come back together
 * @returns milliseconds
 */
export function waitAfter(failures: number, retryAfterMs: number | undefined, random: number): number {
  const usual = WAITS_MS[failures - 1] ?? (failures <= HOURLY_UNTIL ? HOUR_MS : LONG_WAIT_MS)
  const least = Math.min(usual, SHORT_WAIT_MS * 4 ** (failures - 1))
  const wait =
    retryAfterMs === undefined ? usual : Math.max(least, Math.min(retryAfterMs, RETRY_AFTER_MAX_MS))
  return Math.round(wait * (1 + random / 10))
}

/**
 * When a certificate is renewed unless its authority suggests another time: after two thirds of its life, in
 * milliseconds since 1970. Source: letsencrypt.org/docs/integration-guide.
 */
export function renewalTime(cert: string): number {
  const { validFrom, validUntil } = readFacts(cert)
  return validFrom.getTime() + ((validUntil.getTime() - validFrom.getTime()) * 2) / 3
}

/** What tells a certificate from the one before it. */
export function certificateId(cert: string): string {
  return createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')
}

/**
 * How an authority calls a certificate when it is asked about its renewal. Source: RFC 9773, section 4.1.
 *
 * @returns undefined for one that does not name the key which signed it
 */
export function renewalInfoId(cert: string): string | undefined {
  const { raw, serialNumber } = new X509Certificate(cert)
  const keyId = authorityKeyId(raw)
  if (!keyId) return undefined
  // The bytes of the DER integer: a zero in front where the number would read as a negative one.
  const hex = serialNumber.length % 2 === 0 ? serialNumber : `0${serialNumber}`
  const serial = Buffer.from(Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex, 'hex')
  return `${keyId.toString('base64url')}.${serial.toString('base64url')}`
}

// id-ce-authorityKeyIdentifier (RFC 5280, section 4.2.1.1): OID 2.5.29.35, then an octet string that holds a sequence
// whose first element is the key identifier.
const AUTHORITY_KEY_ID = Buffer.from('0603551d23', 'hex')
const OCTET_STRING = 0x04
const SEQUENCE = 0x30
const KEY_IDENTIFIER = 0x80
const LONG_LENGTH = 0x80

function authorityKeyId(raw: Buffer): Buffer | undefined {
  const at = raw.indexOf(AUTHORITY_KEY_ID)
  if (at < 0) return undefined
  const start = at + AUTHORITY_KEY_ID.length
  const [outer = 0, , inner = 0, , tag = 0, length = LONG_LENGTH] = raw.subarray(start, start + 6)
  if (outer !== OCTET_STRING || inner !== SEQUENCE || tag !== KEY_IDENTIFIER || length >= LONG_LENGTH)
    return undefined
  return raw.subarray(start + 6, start + 6 + length)
}

// RFC 9773, section 4.3: clients that are told no other time ask every six hours; limits of our own on both sides.
const CHECK_WAIT_MS = 6 * HOUR_MS
const CHECK_LEAST_MS = HOUR_MS

/**
 * Reads what an authority suggests. Source: RFC 9773, section 4.2: any moment of the window.
 *
 * @param data - its answer; undefined when it gave none
 * @param random - 0 to 1: where in the window
 * @returns when to renew, undefined when it suggests nothing that can be read; and when to ask again. Both in
 *   milliseconds since 1970
 */
export function readSuggestion(
  data: unknown,
  { now, random, retryAfterMs }: { now: number; random: number; retryAfterMs?: number | undefined },
): { at: number | undefined; checkAt: number } {
  const wait = Math.min(Math.max(retryAfterMs ?? CHECK_WAIT_MS, CHECK_LEAST_MS), DAY_MS)
  const window = (data as { suggestedWindow?: { start?: unknown; end?: unknown } } | undefined)
    ?.suggestedWindow
  const start = Date.parse(String(window?.start))
  const end = Date.parse(String(window?.end))
  const isGood = start < end
  return { at: isGood ? Math.round(start + (end - start) * random) : undefined, checkAt: now + wait }
}
