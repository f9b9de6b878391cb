import type { RequestParams, RequestReply } from '../../../protocol/index.ts'
import type { Failure, TrackSource } from './state.ts'

/** The requests with which hosts decide about what goes on in a room. */
export type ModerationRequest =
  | 'tracks:stop'
  | 'tracks:ask'
  | 'hands:lower'
  | 'role:set'
  | 'spotlight:set'
  | 'participant:rename'
  | 'participant:remove'
  | 'ban:list'
  | 'ban:lift'
  | 'log:read'
  | 'room:end'

/** What became of a request: the answer, or why there is none. */
export type Outcome<T> = { ok: true; reply: T } | { ok: false; failure: Failure }

/** What hosts can do, and what everybody can answer to them. Nothing here throws. */
export interface ModerationActions {
  /** Asks the server for something that hosts may do. Who may not, or names somebody who is gone, is told so. */
  moderate<N extends ModerationRequest>(name: N, params: RequestParams<N>): Promise<Outcome<RequestReply<N>>>
  /** Takes the question of a host off the screen, answered or not. */
  dismissAsk(source: TrackSource): void
}
