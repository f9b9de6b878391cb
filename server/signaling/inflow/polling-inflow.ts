import type { IncomingMessage } from 'node:http'
import type { InflowFault, InflowOptions } from './socket-inflow.ts'

/** Reads the packets of a body, as Engine.IO does. */
export interface BodyParser {
  decodePayload(body: unknown): { type: string; data?: unknown }[]
}

// A client sends what has piled up in one body. It makes a hundred requests at once at
// most; a body of a million packets would hold up everybody while it is read.
const BODY_PACKETS_MAX = 512
// Source: Engine.IO protocol, revision 4, "HTTP long-polling", "Packet encoding".
const SEPARATOR = '\x1e'
const UNREADABLE = [{ type: 'error', data: 'parser error' }]

/**
 * Stands before the parser of one session of HTTP long-polling: every byte of what it posts is
 * counted and charged before it is looked at any further, and every packet before it is parsed.
 * What is too much ends the session at once.
 */
export class PollingInflow {
  readonly account: object
  readonly #options: InflowOptions
  readonly #terminate: () => void
  #maxSize: number
  #isEnded = false

  /** @param terminate - ends the session without a last word */
  constructor(terminate: () => void, options: InflowOptions) {
    this.account = options.account
    this.#options = options
    this.#terminate = terminate
    this.#maxSize = options.maxSize
  }

  /** Lets bodies of this many bytes through from now on. */
  raise(maxSize: number): void {
    this.#maxSize = Math.max(this.#maxSize, maxSize)
  }

  /**
   * Follows the body of a request while it arrives; call it before anybody reads the body.
   *
   * @returns false when it may not even begin; then the session has ended
   */
  follow(request: IncomingMessage): boolean {
    if (this.#isEnded) return false
    if (Number(request.headers['content-length'] ?? 0) > this.#maxSize) {
      this.end('message_too_large')
      return false
    }
    let size = 0
    // Engine.IO reads the body as text.
    request.on('data', (chunk: Buffer | string) => {
      const bytes = Buffer.byteLength(chunk)
      size += bytes
      if (!this.#admits(bytes, size)) request.destroy()
    })
    const ended = (): void => this.#options.unfinished.remove(this)
    request.once('end', ended)
    request.once('close', ended)
    return true
  }

  /** A parser that reads what may be read, and nothing more once the session has ended. */
  guard(parser: BodyParser): BodyParser {
    return {
      ...parser,
      decodePayload: (body) => (this.#admitsPackets(body) ? parser.decodePayload(body) : UNREADABLE),
    }
  }

  /** Ends the session at once. */
  end(fault: InflowFault): void {
    if (this.#isEnded) return
    this.#options.ended(fault)
    this.close()
    this.#terminate()
  }

  /** The session has ended by itself. */
  close(): void {
    this.#isEnded = true
    this.#options.unfinished.remove(this)
  }

  #admits(bytes: number, size: number): boolean {
    if (this.#isEnded) return false
    if (!this.#options.usage.takeArrived({ messages: 0, bytes })) {
      this.end('flood')
      return false
    }
    if (size > this.#maxSize) {
      this.end('message_too_large')
      return false
    }
    return this.#options.unfinished.add(this, { pieces: 1, bytes })
  }

  #admitsPackets(body: unknown): boolean {
    if (this.#isEnded || typeof body !== 'string') return false
    const packets = countPackets(body)
    const isTooMany = packets > BODY_PACKETS_MAX
    if (!isTooMany && this.#options.usage.takeArrived({ messages: packets, bytes: 0 })) return true
    this.end(isTooMany ? 'too_many_packets' : 'flood')
    return false
  }
}

/** Packets in a body; it stops to count when there are too many. */
function countPackets(body: string): number {
  let count = 1
  for (let at = body.indexOf(SEPARATOR); at >= 0; at = body.indexOf(SEPARATOR, at + 1)) {
    count += 1
    if (count > BODY_PACKETS_MAX) break
  }
  return count
}
