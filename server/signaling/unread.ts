import type { ErrorCode } from '../../protocol/index.ts'

// In the range that RFC 6455, section 7.4.2, leaves to applications.
const UNREAD_CLOSE_CODE = 4008
const UNREAD_LAST_WORDS_MS = 500

/** The part of a WebSocket of the library `ws` that is used here. */
interface UnreadSocket {
  close?(code: number, reason: string): void
  terminate?(): void
}

/** The part of a connection that is used here. */
interface UnreadConnection {
  readonly conn: { readonly transport: unknown }
  disconnect(close: boolean): unknown
}

/** Bytes that wait for a connection above the buffers of the system. */
export function unreadBytes(socket: UnreadConnection): number {
  const { writeBuffer, transport } = socket.conn as {
    writeBuffer: { data?: unknown }[]
    transport: { socket?: { bufferedAmount?: number } }
  }
  const packets = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0)
  return packets + (transport.socket?.bufferedAmount ?? 0)
}

/** Says why, for whoever still reads, and lets go of what waits soon afterwards. */
export function endUnread(socket: UnreadConnection): void {
  const { socket: webSocket } = socket.conn.transport as { socket?: UnreadSocket }
  webSocket?.close?.(UNREAD_CLOSE_CODE, 'reads_too_slowly' satisfies ErrorCode)
  setTimeout(() => {
    webSocket?.terminate?.()
    socket.disconnect(true)
  }, UNREAD_LAST_WORDS_MS).unref()
}
