import type { IncomingMessage } from 'node:http'
import { InflowBudget, type InflowOptions } from './inflow-budget.ts'

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
  readonly #budget: InflowBudget

  /** @param terminate - ends the session without a last word */
  constructor(terminate: () => void, options: InflowOptions) {
    this.#budget = new InflowBudget(terminate, options)
  }

  /** Lets bodies of this many bytes through from now on. */
  raise(maxSize: number): void {
    this.#budget.raise(maxSize)
  }

  /**
   * Follows the body of a request while it arrives; call it before anybody reads the body.
   *
   * @returns false when it may not even begin; then the session has ended
   */
  follow(request: IncomingMessage): boolean {
    const budget = this.#budget
    if (budget.isEnded) return false
    if (Number(request.headers['content-length'] ?? 0) > budget.maxSize) {
      budget.end('message_too_large')
      return false
    }
    let size = 0
    // Engine.IO reads the body as text.
    request.on('data', (chunk: Buffer | string) => {
      const bytes = Buffer.byteLength(chunk)
      size += bytes
      if (!this.#admits(bytes, size)) request.destroy()
    })
    const ended = (): void => budget.clear()
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

  /** The session has ended by itself. */
  close(): void {
    this.#budget.close()
  }

  #admits(bytes: number, size: number): boolean {
    const budget = this.#budget
    if (!budget.charge({ messages: 0, bytes })) return false
    if (size > budget.maxSize) {
      budget.end('message_too_large')
      return false
    }
    return budget.keep({ pieces: 1, bytes })
  }

  #admitsPackets(body: unknown): boolean {
    if (this.#budget.isEnded || typeof body !== 'string') return false
    const packets = countPackets(body)
    if (packets <= BODY_PACKETS_MAX) return this.#budget.charge({ messages: packets, bytes: 0 })
    this.#budget.end('too_many_packets')
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
