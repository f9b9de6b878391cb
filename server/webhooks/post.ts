import type { IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { Agent as PlainAgent, request as plainRequest } from '../lib/plain-http.ts'
import { isForbidden } from './forbidden-addresses.ts'
import { ForbiddenAddress, guardedLookup, type Resolve } from './resolve.ts'

/** How one attempt ended. */
export interface Answer {
  /** HTTP status; 0 when there was no answer. */
  status: number
  /** Why there was no answer, as a code such as `ECONNREFUSED`; empty when there was one. */
  error: string
  /** How long the receiver asks to be left alone, in milliseconds; 0 when it does not. */
  retryAfterMs: number
}

/** Where messages go, and on which terms. */
export interface PosterOptions {
  url: string
  /** Whether this machine and its own network may be called. */
  allowPrivate: boolean
  /** Longest time until the answer begins, the look-up of the name included, in milliseconds. */
  timeoutMs: number
  /** Most connections at a time. */
  connections: number
  /** Finds addresses; the name servers do unless a test says otherwise. */
  resolve?: Resolve
  /** Further certificates to trust, in tests. */
  ca?: string
}

// Answers are not read; small ones are let through, so that the connection can be used again.
const ANSWER_MAX_BYTES = 16_384
const HEADERS_MAX_BYTES = 16_384
const IDLE_MS = 5000

/**
 * Sends messages to one receiver. Redirects are not followed: a message names people, and goes to the
 * address that the operator wrote and nowhere else.
 */
export class Poster {
  readonly #options: PosterOptions
  readonly #url: URL
  readonly #agent: PlainAgent | TlsAgent

  constructor(options: PosterOptions) {
    this.#options = options
    this.#url = new URL(options.url)
    const settings = { keepAlive: true, maxSockets: options.connections, timeout: IDLE_MS }
    this.#agent = this.#isTls ? new TlsAgent({ ...settings, ca: options.ca }) : new PlainAgent(settings)
  }

  get #isTls(): boolean {
    return this.#url.protocol === 'https:'
  }

  /** Makes one attempt. Never rejects. */
  async post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    try {
      return await this.#attempt(body, headers, signal)
    } catch (error) {
      const { code = 'FAILED' } = error as NodeJS.ErrnoException
      return { status: 0, error: code, retryAfterMs: 0 }
    }
  }

  /** Ends connections that nothing is sent on. */
  close(): void {
    this.#agent.destroy()
  }

  #attempt(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    const { allowPrivate, timeoutMs, resolve } = this.#options
    // An address that is written out is never looked up.
    const host = this.#url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && isForbidden(host, allowPrivate))
      return Promise.reject(new ForbiddenAddress(`${host} is not called.`))
    const late = AbortSignal.timeout(timeoutMs)
    return new Promise((settle, reject) => {
      const send = this.#isTls ? tlsRequest : plainRequest
      const request = send(this.#url, {
        method: 'POST',
        agent: this.#agent,
        lookup: guardedLookup(allowPrivate, resolve),
        maxHeaderSize: HEADERS_MAX_BYTES,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'Plenary-Webhooks',
        },
      })
      const abort = (): void => void request.destroy(signal.aborted ? coded('ABORTED') : coded('ETIMEDOUT'))
      const ends = AbortSignal.any([signal, late])
      ends.addEventListener('abort', abort, { once: true })
      request.once('close', () => ends.removeEventListener('abort', abort))
      request.once('error', reject)
      request.once('response', (response) => {
        discard(response)
        settle({ status: response.statusCode ?? 0, error: '', retryAfterMs: retryAfter(response) })
      })
      request.once('socket', (socket) => guardSocket(socket, allowPrivate))
      if (signal.aborted) abort()
      request.end(body)
    })
  }
}

/** A last look at the address that is really connected to. */
function guardSocket(socket: Socket, allowPrivate: boolean): void {
  const check = (): void => {
    const { remoteAddress } = socket
    if (remoteAddress !== undefined && isForbidden(remoteAddress, allowPrivate))
      socket.destroy(new ForbiddenAddress(`${remoteAddress} is not called.`))
  }
  if (socket.connecting) socket.once('connect', check)
  else check()
}

/** What a receiver answers beyond its status is of no interest, however long it is or takes. */
function discard(response: IncomingMessage): void {
  let bytes = 0
  const timer = setTimeout(() => response.destroy(), IDLE_MS)
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > ANSWER_MAX_BYTES) response.destroy()
  })
  // The answer has counted; how the connection ends does not.
  response.on('error', () => undefined)
  response.once('close', () => clearTimeout(timer))
}

/** Source: RFC 9110, section 10.2.3; a date is left out, because clocks differ. */
function retryAfter({ headers }: IncomingMessage): number {
  const seconds = headers['retry-after']
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : 0
}

function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code })
}
