import type { ChatSettings } from './chat/chat-log.ts'
import type { DoorSettings } from './doors/door-settings.ts'
import type { ForwardingSettings } from './forwarding/room-forwarding.ts'
import type { ReconnectGraceSettings } from './seats/reconnect-grace.ts'
import type { UplinkLimits } from './seats/uplink-guard.ts'
import type { SpeakerSettings } from './speakers/speaker-ranking.ts'

/** What the operator chose for every room. */
export interface RoomSettings extends ReconnectGraceSettings {
  /** Most people in one room. */
  maxParticipants: number
  doors: DoorSettings
  chat: ChatSettings
  speakers: SpeakerSettings
  forwarding: ForwardingSettings
  uplinkLimits: UplinkLimits
}
