import type { Server, Socket } from 'socket.io'
import type { ErrorCode } from '../../protocol/index.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import type { PollingGuard } from './polling-guard.ts'

// What may wait for one connection, and how often that is looked at. A list of a
// thousand participants is 200 kB.
const UNREAD_MAX_BYTES = 4 * 1024 * 1024
const UNREAD_INTERVAL_MS = 1000

// In the range that RFC 6455, section 7.4.2, leaves to applications.
const UNREAD_CLOSE_CODE = 4008
const UNREAD_LAST_WORDS_MS = 500

/** The part of a WebSocket of the library `ws` that is used here. */
interface UnreadSocket {
  close?(code: number, reason: string): void
  terminate?(): void
}

/** What sessions of HTTP long-polling have asked for and do not read, by the id of the session. */
type PolledAnswers = Pick<PollingGuard, 'unreadBytes' | 'cut'>

/**
 * Ends connections that do not read: what is sent to them stays in the memory of the
 * server. A client that answers pings and reads nothing would last for ever.
 */
export class UnreadWatch {
  readonly #io: Server
  readonly #polling: PolledAnswers
  readonly #refusals: RefusalLog
  readonly #timer: NodeJS.Timeout

  constructor(io: Server, polling: PolledAnswers, refusals: RefusalLog) {
    this.#io = io
    this.#polling = polling
    this.#refusals = refusals
    this.#timer = setInterval(() => this.#dropUnread(), UNREAD_INTERVAL_MS)
    this.#timer.unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #dropUnread(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const session = sessionOf(socket)
      const waiting = unreadBytes(socket) + this.#polling.unreadBytes(session)
      if (waiting <= UNREAD_MAX_BYTES) continue
      this.#refusals.log(
        'unread',
        { connection: socket.id, waiting },
        'a connection does not read; it is ended',
      )
      endUnread(socket)
      this.#polling.cut(session)
    }
  }
}

/** Id of the Engine.IO session below a connection. */
function sessionOf({ conn }: Socket): string {
  return (conn as unknown as { id: string }).id
}

/** Bytes that wait for a connection above the buffers of the system. */
function unreadBytes(socket: Socket): number {
  const { writeBuffer, transport } = socket.conn as unknown as {
    writeBuffer: { data?: unknown }[]
    transport: { socket?: { bufferedAmount?: number } }
  }
  const packets = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0)
  return packets + (transport.socket?.bufferedAmount ?? 0)
}

/** Says why, for whoever still reads, and lets go of what waits soon afterwards. */
function endUnread(socket: Socket): void {
  const { socket: webSocket } = socket.conn.transport as unknown as { socket?: UnreadSocket }
  webSocket?.close?.(UNREAD_CLOSE_CODE, 'reads_too_slowly' satisfies ErrorCode)
  setTimeout(() => {
    webSocket?.terminate?.()
    socket.disconnect(true)
  }, UNREAD_LAST_WORDS_MS).unref()
}
