/** Kinds of challenges that this server can answer. Sources: RFC 8555, section 8.3; RFC 8737. */
export type ChallengeType = 'http-01' | 'tls-alpn-01'

/**
 * The challenges that can be answered, the best one first. The one that could not be verified last comes last: its port
 * may be closed on the way.
 *
 * @param failed - the one that could not be verified last
 * @param hasPort80 - whether plain HTTP is answered; the port of HTTPS always is
 */
export function challengesByHope(failed: ChallengeType | null, hasPort80: boolean): ChallengeType[] {
  const possible: ChallengeType[] = hasPort80 ? ['http-01', 'tls-alpn-01'] : ['tls-alpn-01']
  return possible.sort((left, right) => Number(left === failed) - Number(right === failed))
}

const PREFIX = 'urn:ietf:params:acme:error:'
const DETAIL_MAX = 300
// What would begin a line, colour a terminal or turn the direction of writing.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g

const REACH: Readonly<Record<ChallengeType, string>> = {
  'http-01': 'TCP port 80 of this server must be open to the internet',
  'tls-alpn-01': 'TCP port 443 of the name must lead to this server',
}

// RFC 8555, section 6.7. What is not here is said with the words of the authority alone.
const ADVICE: Readonly<Record<string, string>> = {
  dns: 'The name must lead to this server: add an A record (and AAAA only if IPv6 works) where the domain is managed.',
  caa: 'The CAA record of the domain must allow this certificate authority, or be removed.',
  rejectedIdentifier:
    'This authority gives no certificate for that name: check listen.acme.names, or use another listen.acme.directoryUrl.',
  externalAccountRequired:
    'Set listen.acme.eab.keyId and listen.acme.eab.secret to what this authority gave you.',
  rateLimited: 'The authority has given out too many; this server asks again by itself.',
  invalidContact: 'Correct listen.acme.email, or remove it.',
  unsupportedContact: 'Correct listen.acme.email, or remove it.',
  badCSR: 'This authority does not sign such a certificate; use another listen.acme.directoryUrl.',
}

/** Why there is no new certificate, in words for the operator. */
export class AcmeProblem extends Error {
  /** The type of RFC 8555, section 6.7, without its prefix, such as `rateLimited`; empty without one. */
  readonly type: string
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number
  /** How long the authority asks to wait, in milliseconds; undefined where it does not say. */
  readonly retryAfterMs: number | undefined
  /** The challenge that the authority could not verify. */
  readonly challenge: ChallengeType | undefined

  constructor(
    message: string,
    facts: Partial<Pick<AcmeProblem, 'type' | 'status' | 'retryAfterMs' | 'challenge'>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'AcmeProblem'
    this.type = facts.type ?? ''
    this.status = facts.status ?? 0
    this.retryAfterMs = facts.retryAfterMs
    this.challenge = facts.challenge
  }
}

/** A problem document as an authority sends it, RFC 9457; every field may lie or be missing. */
export interface ProblemDocument {
  readonly status?: number
  readonly data: unknown
  readonly retryAfterMs?: number | undefined
}

/** The problem of an answer that refuses a request. */
export function problemOf({ status = 0, data, retryAfterMs }: ProblemDocument): AcmeProblem {
  const { type, detail } = readDocument(data)
  const said = detail === '' ? `answered with status ${status}` : `says: ${detail}`
  return new AcmeProblem(sentence(`The certificate authority ${said}`, ADVICE[type]), {
    type,
    status,
    retryAfterMs,
  })
}

/**
 * The problem of a challenge that the authority could not verify.
 *
 * @param name - the identifier that it is about
 * @param error - the problem document in the challenge
 */
export function validationProblem(name: string, challenge: ChallengeType, error: unknown): AcmeProblem {
  const { type, detail } = readDocument(error)
  const why = `${name} could not be verified by ${challenge}: ${detail || 'no reason given'}`
  const advice = ADVICE[type] ?? `${REACH[challenge]}, and the name must lead here.`
  return new AcmeProblem(sentence(why, advice), { type, challenge })
}

/** The problem of an authority that could not be asked at all. */
export function unreachable(directoryUrl: string, error: unknown): AcmeProblem {
  const { code, message } = error as NodeJS.ErrnoException
  const isUntrusted = /CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code ?? '')
  const advice = isUntrusted
    ? 'Set listen.acme.directoryCaFile to the PEM file of the root that signed its certificate.'
    : 'Check listen.acme.directoryUrl, and that this server may open HTTPS connections to it.'
  const { host } = new URL(directoryUrl)
  const why = `${host} cannot be reached (${oneLine(message || code)})`
  return new AcmeProblem(sentence(why, advice), {}, { cause: error })
}

/**
 * How long an answer asks to wait. Source: RFC 9110, section 10.2.3.
 *
 * @param header - `Retry-After`: seconds, or a date
 * @param now - in milliseconds
 * @returns milliseconds from now on, 0 at least; undefined for what is neither
 */
export function retryAfterMs(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/**
 * A text of somebody else in one line.
 *
 * @param max - most characters of it that are kept
 */
export function oneLine(text: unknown, max: number = DETAIL_MAX): string {
  const line = String(text).replace(UNPRINTABLE, ' ').trim()
  return line.length > max ? `${line.slice(0, max)}…` : line
}

function readDocument(data: unknown): { type: string; detail: string } {
  const { type, detail } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>
  return {
    type: typeof type === 'string' && type.startsWith(PREFIX) ? oneLine(type.slice(PREFIX.length)) : '',
    detail: typeof detail === 'string' ? oneLine(detail) : '',
  }
}

function sentence(why: string, advice: string | undefined): string {
  const ended = /[.!?…]$/.test(why) ? why : `${why}.`
  return advice === undefined ? ended : `${ended} ${advice}`
}
