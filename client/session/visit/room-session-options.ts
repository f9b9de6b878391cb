import type { SignalingConnection, Welcome } from '../../connection/connection.ts'
import type { ResumeTokens } from '../../connection/resume-token.ts'
import type { FrameTransform } from '../../media/frame-transform.ts'
import type { Engine } from '../../media/session/engine.ts'
import type { TrackRegistry } from '../../media/track-registry.ts'
import type { KeyPlaces } from '../door/credentials.ts'
import type { LocalMediaControl } from '../local/local-media.ts'
import type { SessionStore } from '../state/session-store.ts'

/** What one visit works with. */
export interface RoomSessionOptions {
  /** Canonical name. */
  room: string
  connection: SignalingConnection
  tokens: ResumeTokens
  loadEngine: (welcome: Welcome) => Promise<Engine>
  store: SessionStore
  tracks: TrackRegistry
  local: LocalMediaControl
  /** Takes hold of encoded frames; nothing does by default. */
  frameTransform?: FrameTransform | undefined
  /** What this browser and this tab have for doors. */
  keys: KeyPlaces
}
