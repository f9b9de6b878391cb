import type { ChatSettings } from './chat-log.ts'
import type { ForwardingSettings } from './room-forwarding.ts'
import type { SpeakerSettings } from './speaker-ranking.ts'

/** What the operator chose for every room. */
export interface RoomSettings {
  /** Most people in one room. */
  maxParticipants: number
  /** How long a seat waits for an owner whose connection broke, in milliseconds. */
  resumeGraceMs: number
  /** How long a seat waits after its page went away, in milliseconds. */
  pageCloseGraceMs: number
  chat: ChatSettings
  speakers: SpeakerSettings
  forwarding: ForwardingSettings
}
