import type { IncomingMessage, Server } from 'node:http'
import { z } from 'zod'

/** The header by which a request of the check is known again. */
export const ARRIVAL_HEADER = 'x-plenary-doctor'

/** What a request looked like when it arrived here, after all proxies. */
export const arrivalSchema = z.object({
  /** Whether it still asked for a WebSocket. */
  upgrade: z.boolean(),
  host: z.string(),
  /** Address of whoever sent it here: a proxy, or the client. */
  from: z.string(),
  /** TCP port of whoever sent it here: equal to that of the client where nothing stands between. */
  fromPort: z.number(),
  forwardedFor: z.string(),
  forwardedProto: z.string(),
  url: z.string(),
})

/** What a request looked like when it arrived here. */
export type Arrival = z.infer<typeof arrivalSchema>

const EXPECTED_MAX = 8
const EXPECTED_MS = 30_000
/** Characters of each value that are kept. */
const VALUE_MAX = 256

/**
 * Remembers how announced requests arrive, so that a check can see what a proxy made of them. Strangers cannot make
 * it keep anything: a request counts only with a nonce that the operator announced before, and only once.
 */
export class Arrivals {
  readonly #expected = new Map<string, { until: number; arrival: Arrival | null }>()
  readonly #now: () => number

  /** @param now - a clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Looks at what a server is asked, before anybody answers; costs a look at an empty map while nobody checks. */
  watch(server: Server): void {
    const observe = (request: IncomingMessage, upgrade: boolean): void => this.#observe(request, upgrade)
    server.prependListener('request', (request: IncomingMessage) => observe(request, false))
    server.prependListener('upgrade', (request: IncomingMessage) => observe(request, true))
  }

  /** Waits half a minute for a request with this nonce. The oldest of more than eight is forgotten. */
  expect(nonce: string): void {
    this.#forgetLate()
    const [oldest] = this.#expected.keys()
    if (this.#expected.size >= EXPECTED_MAX && oldest !== undefined) this.#expected.delete(oldest)
    this.#expected.set(nonce, { until: this.#now() + EXPECTED_MS, arrival: null })
  }

  /** How the request with this nonce arrived; null while it has not. */
  take(nonce: string): Arrival | null {
    this.#forgetLate()
    return this.#expected.get(nonce)?.arrival ?? null
  }

  #observe({ headers, socket, url }: IncomingMessage, upgrade: boolean): void {
    if (this.#expected.size === 0) return
    const nonce = headers[ARRIVAL_HEADER]
    const expected = typeof nonce === 'string' ? this.#expected.get(nonce) : undefined
    if (!expected || expected.arrival) return
    expected.arrival = {
      upgrade,
      host: text(headers.host),
      from: text(socket.remoteAddress),
      fromPort: socket.remotePort ?? 0,
      forwardedFor: text(headers['x-forwarded-for']),
      forwardedProto: text(headers['x-forwarded-proto']),
      url: text(url),
    }
  }

  #forgetLate(): void {
    const now = this.#now()
    for (const [nonce, { until }] of this.#expected) if (until <= now) this.#expected.delete(nonce)
  }
}

function text(value: string | string[] | undefined): string {
  return [value ?? ''].flat().join(', ').slice(0, VALUE_MAX)
}
