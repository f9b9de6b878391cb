import type { Invitation, RequestParams, Role } from '../../../protocol/index.ts'
import type { Actor } from '../../rooms/doors/actor.ts'

/** What is decided at the doors of a room and in it, as far as programs do: the same as hosts, by the same parts. */
export interface RoomDecisions {
  /** @param password - as people type it; null asks for none */
  setPassword(password: string | null, by: Actor): Promise<void>
  /**
   * Makes the room somebody's; earlier owner tokens are worth nothing from then on.
   *
   * @returns the owner token
   */
  own(owner: string): Promise<string>
  invite(
    plan: RequestParams<'invitation:create'>,
    by: Actor,
  ): Promise<{ invitation: Invitation; secret: string }>
  /** @throws {ProtocolError} `not_found` */
  revokeInvitation(id: string, by: Actor): Promise<void>
  /** @throws {ProtocolError} `target_gone` */
  stopTracks(target: RequestParams<'tracks:stop'>, by: Actor): Promise<void>
  /** @throws {ProtocolError} `target_gone`, `not_allowed` */
  setRole(participantId: string, role: Role, by: Actor): Promise<void>
  /** @throws {ProtocolError} `target_gone` */
  remove(participantId: string, ban: boolean, by: Actor): Promise<void>
  /** @throws {ProtocolError} `not_found` */
  liftBan(id: string, by: Actor): Promise<void>
  /** @param seconds - until then; null calls it off */
  end(seconds: number | null, by: Actor): Promise<void>
}
