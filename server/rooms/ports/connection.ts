import type {
  ErrorCode,
  NextRoom,
  NotificationName,
  NotificationParams,
  Source,
} from '../../../protocol/index.ts'
import type { Grant } from './access.ts'
import type { UplinkRecord } from './uplink-record.ts'
import type { Usage } from './usage.ts'

/** The signaling connection of a participant, as far as the rooms know it. */
export interface ParticipantConnection {
  /** False once the connection is gone. */
  readonly open: boolean
  /** Who is charged for what comes over it. */
  readonly usage: Usage
  /** Who this is by an account of elsewhere; null for a guest. */
  readonly account: Grant | null
  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void
  /** Takes the seat from this connection, which lives on and is told why, and where to go now. */
  endSession(code: ErrorCode, next?: NextRoom): void
}

/** Reaches everybody who is connected to a room. A message is encoded once. */
export interface RoomBroadcast {
  broadcast<N extends 'room:changed' | 'room:state'>(
    room: string,
    name: N,
    params: NotificationParams<N>,
  ): void
}

/** Whose media it is, as the media of a seat knows it. */
export interface MediaOwner {
  readonly id: string
  /** Null while the owner is away. */
  readonly connection: ParticipantConnection | null
  microphoneMuted: boolean
  /** What its sources have sent lately, over all transports. */
  readonly uplinkRecords: Map<Source, UplinkRecord>
  /** Tells the owner something, if there is one at the moment. */
  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void
}
