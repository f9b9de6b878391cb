import type { Counter, Histogram } from 'prom-client'
import type { Metrics } from './metrics.ts'

// A join waits for two transports and, in a crowd, for its turn.
const JOIN_BUCKETS_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
// Most requests only change what the server remembers; the slow ones ask a media worker.
const REQUEST_BUCKETS_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

// Why somebody who did all right did not get in.
const FAILURES = ['room_full', 'server_full', 'network_full', 'media_unavailable', 'internal'] as const
const LIMITS = ['rate_limited', 'too_many_connections', 'reads_too_slowly'] as const

const FAULTS = ['flood', 'message_too_large'] as const

/** Counts what became of requests. */
export class RequestMetrics {
  readonly #joins: Counter<'outcome'>
  readonly #joinSeconds: Histogram
  readonly #resumes: Counter
  readonly #requestSeconds: Histogram<'request'>
  readonly #refusals: Counter<'code'>
  readonly #endings: Counter<'fault'>

  /**
   * @param metrics - where the metrics are added; once for each server
   * @param names - requests of the protocol
   */
  constructor(metrics: Metrics, names: readonly string[] = []) {
    this.#joins = metrics.addCounter({
      name: 'plenary_joins_total',
      help: 'Requests to join a room by their outcome: joined, resumed, or the code of the refusal.',
      labels: ['outcome'],
    })
    this.#joinSeconds = metrics.addHistogram({
      name: 'plenary_join_seconds',
      help: 'Time from the arrival of a request to join until its answer, refusals included.',
      buckets: JOIN_BUCKETS_SECONDS,
    })
    this.#resumes = metrics.addCounter({
      name: 'plenary_resumes_total',
      help: 'Joins that gave somebody the former seat back.',
    })
    this.#requestSeconds = metrics.addHistogram({
      name: 'plenary_request_seconds',
      help: 'Time from the arrival of a request until its answer by request, refusals included; "unknown" are those that the protocol does not name.',
      labels: ['request'],
      buckets: REQUEST_BUCKETS_SECONDS,
    })
    this.#refusals = metrics.addCounter({
      name: 'plenary_refusals_total',
      help: 'Requests and connections that were refused, by error code.',
      labels: ['code'],
    })
    this.#endings = metrics.addCounter({
      name: 'plenary_sockets_ended_total',
      help: 'Signaling sockets that were ended for what they sent, by fault: a flood, a message that is too large or does not end.',
      labels: ['fault'],
    })
    // A series that begins with its first event hides that event from rate().
    for (const request of names) this.#requestSeconds.zero({ request })
    for (const outcome of ['joined', 'resumed', ...FAILURES]) this.#joins.inc({ outcome }, 0)
    for (const fault of FAULTS) this.#endings.inc({ fault }, 0)
    for (const code of [...FAILURES, ...LIMITS]) this.#refusals.inc({ code }, 0)
  }

  /**
   * Counts a request that was answered.
   *
   * @param name - its name in the protocol, or `unknown`
   * @param seconds - from its arrival to its answer
   * @param code - `ok`, or the code of the refusal
   * @param reply - what was answered, when it was carried out
   */
  requestEnded(name: string, seconds: number, code: string, reply?: unknown): void {
    this.#requestSeconds.observe({ request: name }, seconds)
    if (code !== 'ok') this.#refusals.inc({ code })
    if (name === 'room:join') this.#countJoin(seconds, code, reply)
  }

  /** Counts a connection that was not let in. */
  connectionRefused(code: string): void {
    this.#refusals.inc({ code })
  }

  /** Counts a socket that was ended for what it sent. */
  connectionEnded(fault: string): void {
    this.#endings.inc({ fault })
  }

  #countJoin(seconds: number, code: string, reply: unknown): void {
    this.#joinSeconds.observe(seconds)
    if (code !== 'ok') {
      this.#joins.inc({ outcome: code })
      return
    }
    const { resumed } = reply as { resumed: boolean }
    this.#joins.inc({ outcome: resumed ? 'resumed' : 'joined' })
    if (resumed) this.#resumes.inc()
  }
}
