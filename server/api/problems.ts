import { ERRORS, ProtocolError, type ErrorCode } from '../../protocol/index.ts'

/** What programs can be told beside the codes of the protocol, each with its HTTP status and what to do. */
const OWN = {
  key_missing: [401, 'Send an API key: Authorization: Bearer plk_… Make one with "npm run api-key".'],
  key_unknown: [
    401,
    'There is no such API key. Check that all of it arrives, or make one with "npm run api-key".',
  ],
  key_expired: [401, 'This API key has expired. Make a new one with "npm run api-key".'],
  key_revoked: [401, 'This API key was revoked. Make a new one with "npm run api-key".'],
  key_in_address: [
    400,
    'An API key never goes into an address, where proxies log it. Send it as Authorization: Bearer, and revoke ' +
      'this one.',
  ],
  scope_missing: [403, 'This API key may not do that. Make one with the scope that docs/api.md names.'],
  room_not_allowed: [403, 'This API key is for other rooms. Make one for this room.'],
  rooms_limited: [
    403,
    'This API key is limited to rooms, and this tells of the whole server. Make one without --rooms.',
  ],
  method_not_allowed: [
    405,
    'There is something at this address, but not for this method. See the header Allow.',
  ],
  not_acceptable_body: [415, 'Send the body as application/json.'],
  body_too_large: [413, 'The body is larger than anything that is asked here. Send less.'],
  too_many_requests: [429, 'This API key asks too often. Wait as long as the header Retry-After says.'],
  too_many_failures: [
    429,
    'Too many requests with a wrong API key come from your address. Wait as long as the header Retry-After says.',
  ],
  idempotency_key_invalid: [400, 'An Idempotency-Key has 1 to 255 visible characters. Send a UUID.'],
  idempotency_key_reused: [422, 'This Idempotency-Key was sent with another request. Send a new one.'],
  idempotency_in_progress: [
    409,
    'The first request with this Idempotency-Key is not answered yet. Wait for it.',
  ],
  room_unknown: [404, 'Nobody is in this room, and nothing is kept of it. Make it with POST /rooms.'],
  room_exists: [409, 'This room is there already. Change it with PATCH /rooms/{room}/rules.'],
  address_invalid: [
    400,
    'That is no IP address. Send one such as 203.0.113.7 or 2001:db8::1, without a port.',
  ],
  address_own: [
    409,
    'That is your own address, or one of this machine: you would lock yourself out. Block another one.',
  ],
  blocks_full: [
    409,
    'As many addresses are blocked as may be. Let some in again first, or use the firewall.',
  ],
  session_missing: [401, 'You are not signed in here, or no longer. Open /admin and sign in.'],
  token_wrong: [401, 'That is not the token. "npm run admin-token" makes a new one.'],
  https_needed: [
    403,
    'A token would be readable on its way here. Open this page over https://, or on the machine itself. If a proxy in ' +
      'front has HTTPS already, name it in listen.trustProxy, or set listen.publicUrl.',
  ],
  foreign_page: [403, 'This request comes from a page of somebody else. Open /admin itself.'],
  room_in_use: [409, 'Somebody is in this room. End the meeting first.'],
} as const satisfies Record<string, readonly [status: number, detail: string]>

type OwnCode = keyof typeof OWN

/** Statuses of the codes of the protocol that are not 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  target_gone: 404,
  not_allowed: 403,
  already_exists: 409,
  room_owned: 409,
  room_reserved: 409,
  rate_limited: 429,
  room_full: 503,
  server_full: 503,
  server_draining: 503,
  media_unavailable: 503,
  internal: 500,
}

/** A code that a program may be told. */
export type ProblemCode = OwnCode | ErrorCode

/** All codes that are peculiar to the API, with their statuses and sentences, for documentation. */
export const PROBLEMS: Readonly<Record<OwnCode, readonly [status: number, detail: string]>> = OWN

/** A place in a request that is wrong. */
export interface Fault {
  /** Where, as a JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
  pointer: string
  detail: string
}

/** A refusal of a program's request, RFC 9457. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly faults: readonly Fault[]
  /** Seconds after which it is worth trying again; absent where that changes nothing. */
  readonly retryAfter: number | undefined

  constructor(
    code: ProblemCode,
    given: { detail?: string; faults?: readonly Fault[]; retryAfter?: number } = {},
  ) {
    super(given.detail ?? sentenceOf(code))
    this.name = 'Problem'
    this.code = code
    this.status = statusOf(code)
    this.faults = given.faults ?? []
    this.retryAfter = given.retryAfter
  }

  /** As it travels: `application/problem+json`. */
  toJSON(): Record<string, unknown> {
    const { code, status, message: detail, faults } = this
    const title = code.replaceAll('_', ' ')
    return {
      type: `urn:plenary:problem:${code}`,
      title,
      status,
      detail,
      code,
      ...(faults.length === 0 ? {} : { faults }),
    }
  }
}

/** The refusal that an error stands for; undefined for one that nobody foresaw. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  if (error instanceof ProtocolError) return new Problem(error.code, { detail: error.message })
  return undefined
}

function isOwn(code: ProblemCode): code is OwnCode {
  return Object.hasOwn(OWN, code)
}

function sentenceOf(code: ProblemCode): string {
  return isOwn(code) ? OWN[code][1] : ERRORS[code]
}

function statusOf(code: ProblemCode): number {
  return isOwn(code) ? OWN[code][0] : (STATUSES[code] ?? 400)
}
