import type { Credentials } from '../../../protocol/index.ts'
import type { SignalingConnection, Welcome } from '../../connection/connection.ts'
import type { ResumeTokens } from '../../connection/resume-token.ts'
import type { Engine } from '../../media/session/engine.ts'
import type { JoinReply } from '../state/join-reply.ts'
import type { Failure } from '../state/state.ts'

/** What the loop works with. */
export interface JoinLoopOptions {
  connection: SignalingConnection
  tokens: ResumeTokens
  /** Canonical name of the room. */
  room: string
  /** The media engine that fits what the server offers. */
  loadEngine: (welcome: Welcome) => Promise<Engine>
  /** What goes on of the seat's media although signaling broke. */
  kept: () => Promise<{ consumerIds: string[]; producerIds: string[] } | undefined>
  /** What the door may ask for. */
  credentials: () => Credentials
  events: SeatEvents
}

/** What becomes of the seat. */
interface SeatEvents {
  /** The server gave the seat. Called in the turn of its answer: what it sends next finds its takers. */
  seated: (reply: JoinReply, engine: Engine) => void
  /** The seat's connection or media is gone; the loop is getting it back. */
  unseated: () => void
  /** The seat is gone, and the door asks for something before it gives another one; the loop is idle. */
  shutOut: (failure: Failure, name: string) => void
  /** The seat is lost for good. */
  ended: (failure: Failure) => void
}
