import type { RequestName, RequestParams, RequestReply } from '../../protocol/index.ts'
import type { Checks } from '../checks/checks.ts'
import type { RoomRegistry } from '../rooms/room-registry.ts'
import type { SignalingSession } from './session.ts'

/** What every handler can reach. */
export interface HandlerContext {
  session: SignalingSession
  rooms: RoomRegistry
  checks: Checks
  /** Whether names of participants are told to people who have not joined. */
  previewNames: boolean
}

/** Answers one request. A `ProtocolError` becomes a refusal with its code. */
type Handler<N extends RequestName> = (
  context: HandlerContext,
  params: RequestParams<N>,
) => RequestReply<N> | Promise<RequestReply<N>>

/** One handler for every request: a missing one does not compile. */
export type HandlerTable = { [N in RequestName]: Handler<N> }
