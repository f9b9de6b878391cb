/** A socket that keeps the beginning of a message in memory. */
export interface UnfinishedSocket {
  /** Who is charged; it counts by identity. */
  readonly account: object
  /** Ends it. */
  end(reason: UnfinishedFault): void
}

/** Why a message that does not end costs its sender the socket. */
export type UnfinishedFault = 'message_takes_too_long' | 'unfinished_messages_full'

/** Bounds of what waits for its end. */
export interface UnfinishedLimits {
  /** Longest time from the first byte of a message to its last, in milliseconds. */
  readonly deadlineMs: number
  /** Most bytes of all sockets together. */
  readonly bytesMax: number
  /** Most bytes of the sockets of one address. */
  readonly addressBytesMax: number
}

/** Bounds for a server: a message of 64 kB takes a line of 64 kbit/s eight seconds. */
export const UNFINISHED_LIMITS: UnfinishedLimits = {
  deadlineMs: 10_000,
  bytesMax: 32 * 1024 * 1024,
  addressBytesMax: 8 * 1024 * 1024,
}

// What a piece costs beside its bytes: each is a buffer of its own until the message is whole.
const PIECE_BYTES = 256
const CHECK_INTERVAL_MS = 1000

/** Beginnings of messages in memory, of all sockets: bounded together, and each for a time only. */
export class UnfinishedMessages {
  readonly #limits: UnfinishedLimits
  readonly #waiting = new Map<UnfinishedSocket, { since: number; bytes: number }>()
  readonly #byAccount = new Map<object, number>()
  readonly #timer: NodeJS.Timeout
  #bytes = 0

  constructor(limits: UnfinishedLimits) {
    this.#limits = limits
    this.#timer = setInterval(() => this.#endLate(), CHECK_INTERVAL_MS)
    this.#timer.unref()
  }

  /** What waits, with what keeping it costs, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Pieces of a message arrived that has not ended.
   *
   * @returns whether there is room for them; if not the socket has been ended
   */
  add(socket: UnfinishedSocket, arrived: { pieces: number; bytes: number }): boolean {
    const cost = arrived.bytes + (1 + arrived.pieces) * PIECE_BYTES
    const ofAddress = (this.#byAccount.get(socket.account) ?? 0) + cost
    if (this.#bytes + cost > this.#limits.bytesMax || ofAddress > this.#limits.addressBytesMax) {
      socket.end('unfinished_messages_full')
      return false
    }
    const known = this.#waiting.get(socket)
    this.#waiting.set(socket, {
      since: known?.since ?? performance.now(),
      bytes: (known?.bytes ?? 0) + cost,
    })
    this.#byAccount.set(socket.account, ofAddress)
    this.#bytes += cost
    return true
  }

  /** The message has ended, or its socket. */
  remove(socket: UnfinishedSocket): void {
    const known = this.#waiting.get(socket)
    if (!known) return
    this.#waiting.delete(socket)
    this.#bytes -= known.bytes
    const left = (this.#byAccount.get(socket.account) ?? 0) - known.bytes
    if (left > 0) this.#byAccount.set(socket.account, left)
    else this.#byAccount.delete(socket.account)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #endLate(): void {
    const latest = performance.now() - this.#limits.deadlineMs
    // The oldest first: a socket keeps its place until its message ends.
    for (const [socket, { since }] of this.#waiting) {
      if (since > latest) return
      socket.end('message_takes_too_long')
    }
  }
}
