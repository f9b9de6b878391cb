import type { WireError } from './errors.ts'
import type { NotificationName, NotificationParams } from './notifications.ts'
import type { RequestName, RequestParams, RequestReply } from './requests.ts'

/** Answer to a request: the reply, or a stable code with a sentence. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: WireError }

/** Socket.IO events that a client sends. */
export type ClientToServerEvents = {
  [N in RequestName]: (params: RequestParams<N>, ack: (result: Ack<RequestReply<N>>) => void) => void
}

/** Socket.IO events that the server sends. */
export type ServerToClientEvents = {
  [N in NotificationName]: (params: NotificationParams<N>) => void
}

/** What a client puts into `auth` of the Socket.IO handshake. */
export interface HandshakeAuth {
  protocolVersion: number
}
