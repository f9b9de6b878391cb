import type { Credentials, RequestReply } from '../../protocol/index.ts'
import { followSession, type FollowedSession } from './follow-session.ts'
import type { ReceiverEvents } from './receiver.ts'
import { nativeCapabilities } from './rtp-capabilities.ts'
import type { SignalingClient } from './signaling-client.ts'

/** Which seat to take, and how to follow what happens there. */
export interface JoinOptions {
  room: string
  name: string
  /** Takes a former seat back. Without one a new seat is taken. */
  resumeToken?: string
  /** What is shown at the door. Nothing by default. */
  credentials?: Credentials
  /**
   * Whether consumers are acknowledged when they come. With false the batches
   * wait in `batches` for an acknowledgement by hand. Default true.
   */
  acknowledges?: boolean
  /** Hears what arrives. */
  receiverEvents?: ReceiverEvents
}

/** A session that has begun. */
export interface JoinedSession extends FollowedSession {
  /** The whole answer to `room:join`. */
  readonly joined: RequestReply<'room:join'>
}

/**
 * Takes a seat, and follows the session from its beginning. The connection is closed
 * when this fails.
 *
 * @throws {ProtocolError} when the server refuses
 */
export async function joinSession(signaling: SignalingClient, options: JoinOptions): Promise<JoinedSession> {
  const { room, name, resumeToken, credentials, acknowledges = true, receiverEvents } = options
  try {
    const session = followSession(signaling, acknowledges, receiverEvents)
    const joined = await signaling.request('room:join', {
      room,
      name,
      rtpCapabilities: nativeCapabilities(signaling.welcome.rtpCapabilities),
      ...(resumeToken === undefined ? {} : { resumeToken }),
      ...(credentials === undefined ? {} : { credentials }),
    })
    session.roster.begin(joined.self, joined.participants, joined)
    return { ...session, joined }
  } catch (error) {
    signaling.close()
    throw error
  }
}
