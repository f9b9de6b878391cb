// WebSocket close codes that a browser sends when it leaves the page, RFC 6455
// section 7.4.1: a broken line cannot send them.
const PAGE_GONE_CODES = new Set<unknown>([1000, 1001])

/**
 * Watches for the browser's own goodbye. Engine.IO drops the close code of the
 * WebSocket, and when a message is sent after the goodbye it reports an error
 * instead of the end, before the WebSocket says `close`. So the code is read
 * where the WebSocket keeps it from the moment in which it arrives.
 *
 * @returns whether the browser has said goodbye
 */
export function watchGoodbye(socket: { readonly conn: { readonly transport: unknown } }): () => boolean {
  const { socket: webSocket } = socket.conn.transport as { socket?: { _closeCode?: unknown } }
  return () => PAGE_GONE_CODES.has(webSocket?._closeCode)
}
