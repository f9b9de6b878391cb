import type { RequestName, RequestParams, RequestReply } from '../../../protocol/index.ts'
import type { Failure } from './state.ts'

/** What hosts ask of the server about the way into their room. */
export type DoorRequest = Extract<
  RequestName,
  | 'lobby:admit'
  | 'lobby:deny'
  | 'lobby:message'
  | 'rules:set'
  | 'password:set'
  | 'invitation:create'
  | 'invitation:list'
  | 'invitation:revoke'
  | 'owner:link'
>

/** What became of a request: the answer, or why there is none. */
export type Outcome<T> = { ok: true; reply: T } | { ok: false; failure: Failure }

/** All that the interface can ask about the way in. None throws. */
export interface DoorActions {
  /** Makes the room the own one, under this name. The outcome shows in `door.claim`. */
  claim(name: string): Promise<void>
  /** Keeps keys that the page around this one brought, for this tab. Nothing happens before a room is open. */
  addKeys(keys: { password?: string; token?: string }): void
  /** Waits no longer, or takes note of a refusal; phase becomes `prejoin`. */
  stopWaiting(): Promise<void>
  /** Asks the server as a host. */
  ask<N extends DoorRequest>(name: N, params: RequestParams<N>): Promise<Outcome<RequestReply<N>>>
}
