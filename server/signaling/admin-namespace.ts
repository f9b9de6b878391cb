import type { IncomingMessage } from 'node:http'
import { instrument } from '@socket.io/admin-ui'
import type { Server } from 'socket.io'

const NAMESPACE = '/admin'
// Somebody who signed out, or whose session is over, sees no more figures after this.
const CHECK_MS = 5000
/** For whoever is told why and reads it. */
const LAST_WORDS_MS = 500

/**
 * Lets Socket.IO tell figures of its connections to operators, as its Admin UI shows them: read-only, and in
 * production mode, which tells counts alone and nothing of who is connected. Who may connect is decided here, by the
 * session of the handshake; the way in of the library, with a password, is off.
 * Source: Socket.IO documentation, "Admin UI".
 *
 * @param isOperator - whether whoever sent a request is signed in at `/admin`
 * @returns ends it
 */
export function openAdminNamespace(
  io: Server,
  isOperator: (request: IncomingMessage) => boolean,
): () => void {
  const namespace = io.of(NAMESPACE)
  namespace.use((socket, next) => {
    if (isOperator(socket.request)) {
      next()
      return
    }
    next(new Error('Sign in at /admin first.'))
    setTimeout(() => socket.conn.close(), LAST_WORDS_MS).unref()
  })
  instrument(io, { auth: false, mode: 'production', readonly: true, namespaceName: NAMESPACE })
  const timer = setInterval(() => {
    for (const socket of namespace.sockets.values()) if (!isOperator(socket.request)) socket.disconnect(true)
  }, CHECK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
