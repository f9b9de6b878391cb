import type { FastifyReply, FastifyRequest } from 'fastify'
import { canonicalAddress } from '../../limits/canonical-address.ts'
import { TokenBucket } from '../../lib/token-bucket.ts'
import type { RefusalLog } from '../../observability/refusal-log.ts'
import { isForRoom, KEY_PREFIX, type StoredKey } from '../../api/keys/api-key.ts'
import type { KeyCheck, KeyRing } from '../../api/keys/key-ring.ts'
import { FailedAttempts } from '../../api/failed-attempts.ts'
import { requireRoomName } from '../../api/room-names.ts'
import { Problem } from '../../api/problems.ts'
import { subjectOf, type Route } from '../../api/routes/route.ts'

/** What the way into the API works with. */
export interface GateOptions {
  keys: KeyRing
  /** `api` of the settings. */
  limits: { requestsPerSecond: number; requestBurst: number; failuresPerMinute: number }
  /** Address of the program behind a request. */
  clientAddress: (request: FastifyRequest['raw']) => string
  refusals: RefusalLog
  /** The key that stands for an operator who is signed in; undefined for everybody else. */
  operatorOf?: ((request: FastifyRequest) => StoredKey | undefined) | undefined
}

/** A request that was let in. */
export interface Admitted {
  readonly key: StoredKey
  /** Canonical name of the room in the address; empty where there is none. */
  readonly room: string
  /** From where it comes. */
  readonly address: string
}

const FAILURES = { unknown: 'key_unknown', expired: 'key_expired', revoked: 'key_revoked' } as const

/** Decides who comes in, by headers and address alone: of a request that is refused no body is read. */
export class Gate {
  readonly #options: GateOptions
  readonly #failures: FailedAttempts
  /** By id of the key, of which there is a bounded number. */
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(options: GateOptions) {
    this.#options = options
    this.#failures = new FailedAttempts(options.limits.failuresPerMinute)
  }

  /** Whether there is an API at all: for programs once there is a key, for operators always. */
  isOpenTo(request: FastifyRequest): boolean {
    return !this.#options.keys.isEmpty || this.#operatorOf(request) !== undefined
  }

  /** @throws {Problem} `key_in_address` for a key that stands where proxies log it */
  checkAddress(request: FastifyRequest): void {
    if (request.raw.url?.includes(KEY_PREFIX)) throw new Problem('key_in_address')
  }

  /** @throws {Problem} with what is missing */
  admit(request: FastifyRequest, route: Route): Admitted {
    const key = this.#operatorOf(request) ?? this.#identify(request)
    const address = this.#options.clientAddress(request.raw)
    this.#charge(key)
    if (!key.scopes.includes(route.scope))
      throw new Problem('scope_missing', { detail: `This API key lacks the scope ${route.scope}.` })
    const subject = subjectOf(route)
    if (subject === 'server' && key.rooms !== null) throw new Problem('rooms_limited')
    if (subject !== 'room') return { key, room: '', address }
    const { room } = request.params as { room: string }
    const name = requireRoomName(room)
    // By its name alone, so that it tells nothing of whether the room exists.
    if (!isForRoom(key, name)) throw new Problem('room_not_allowed')
    return { key, room: name, address }
  }

  /** Whoever sends a key is a program, whatever else its browser sends along. */
  #operatorOf(request: FastifyRequest): StoredKey | undefined {
    return request.headers.authorization === undefined ? this.#options.operatorOf?.(request) : undefined
  }

  #identify(request: FastifyRequest): StoredKey {
    // RFC 6750, section 2.1: the only place in which neither browsers nor proxies keep it.
    const [, given] = /^bearer +([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '') ?? []
    if (given === undefined) return this.#refuse(request, new Problem('key_missing'))
    const check: KeyCheck = this.#options.keys.check(given, Date.now())
    return check.kind === 'good' ? check.key : this.#refuse(request, new Problem(FAILURES[check.kind]))
  }

  #refuse(request: FastifyRequest, problem: Problem): never {
    const address = canonicalAddress(this.#options.clientAddress(request.raw))
    const retryAfter = this.#failures.note(address, performance.now())
    this.#options.refusals.log('api', { address, code: problem.code }, 'a request without a good API key')
    throw retryAfter === 0 ? problem : new Problem('too_many_failures', { retryAfter })
  }

  #charge({ id }: StoredKey): void {
    const now = performance.now()
    const { requestsPerSecond, requestBurst } = this.#options.limits
    const bucket = this.#buckets.get(id) ?? new TokenBucket(requestsPerSecond, requestBurst, now)
    this.#buckets.set(id, bucket)
    if (bucket.take(now)) return
    throw new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(bucket.waitFor(now) / 1000)) })
  }
}

/** Sends a refusal, RFC 9457. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  reply.code(problem.status).header('Cache-Control', 'no-store')
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer realm="plenary"')
  if (problem.retryAfter !== undefined) reply.header('Retry-After', String(problem.retryAfter))
  // What was not read would still arrive otherwise, at our cost.
  if (request.raw.headers['content-length'] !== undefined && !request.raw.complete)
    reply.header('Connection', 'close')
  return reply.type('application/problem+json').send(JSON.stringify(problem))
}
