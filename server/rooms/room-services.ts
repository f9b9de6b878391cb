import type { Logger } from '../observability/logger.ts'
import type { DoorServices } from './doors/door-services.ts'
import type { AccessPort } from './ports/access.ts'
import type { RoomBroadcast } from './ports/connection.ts'
import type { RoomEvents } from './ports/events.ts'
import type { MediaPort } from './ports/media.ts'
import type { RoomStore } from './ports/store.ts'
import type { RoomSettings } from './room-settings.ts'
import type { GoneSeats } from './seats/gone-seats.ts'
import type { AdmissionQueue } from './seats/admission-options.ts'
import type { UplinkWatch } from './seats/uplink-watch.ts'
import type { ResumeTokens } from './seats/resume-tokens.ts'

/** What all rooms of a server share. */
export interface RoomServices {
  mediaPort: MediaPort
  settings: RoomSettings
  store: RoomStore
  tokens: ResumeTokens
  /** What decides who comes in. */
  doors: DoorServices
  /** What portals and accounts vouch for. */
  access: AccessPort
  queue: AdmissionQueue
  /** Looks at what people send, in all rooms. */
  uplinks: UplinkWatch
  /** Seats that were taken from their owners. */
  gone: GoneSeats
  events: RoomEvents
  broadcast: RoomBroadcast
  logger: Logger
}
