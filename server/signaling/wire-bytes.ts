import type { Socket } from 'node:net'

/** Bytes since the server started: WebSocket framing and bodies of polling included, TLS not. */
export interface WireBytes {
  readonly received: number
  readonly sent: number
}

/**
 * Adds up what connections receive and send. The system counts the bytes of each socket
 * anyway, so that a message costs nothing here.
 */
export class WireMeter {
  readonly #open = new Set<Socket>()
  #closed: WireBytes = { received: 0, sent: 0 }

  /** What all connections carried so far, those that have ended included. */
  get total(): WireBytes {
    return [...this.#open].reduce(add, this.#closed)
  }

  /** Adds what a request of HTTP long-polling carried, whose socket carries other things too. */
  add(carried: WireBytes): void {
    this.#closed = {
      received: this.#closed.received + carried.received,
      sent: this.#closed.sent + carried.sent,
    }
  }

  /** Counts this socket from now on until it closes. */
  watch(socket: Socket): void {
    if (this.#open.has(socket)) return
    this.#open.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#closed = add(this.#closed, socket)
    })
  }
}

function add({ received, sent }: WireBytes, { bytesRead, bytesWritten }: Socket): WireBytes {
  return { received: received + bytesRead, sent: sent + bytesWritten }
}
