import type { Credentials, RoomRules, RtpCapabilities } from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RoomForwarding } from '../forwarding/room-forwarding.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { MediaRoom } from '../ports/media.ts'
import type { Roster } from '../roster/roster.ts'
import type { AdmissionPolicy } from './admission-policy.ts'
import type { GoneSeats } from './gone-seats.ts'
import type { JoinDescriber } from './join-describer.ts'
import type { MessageFlow } from './media-reports.ts'
import type { ReconnectGrace } from './reconnect-grace.ts'
import type { ResumeTokens } from './resume-tokens.ts'
import type { SeatChanges } from './seat-changes.ts'
import type { KeptMedia, SeatMediaOptions } from './seat-media.ts'
import type { SeatTable } from './seat-table.ts'
import type { Seat } from './seat.ts'

/** What somebody asks for who wants to join. */
export interface JoinRequest {
  displayName: string
  rtpCapabilities: RtpCapabilities
  resumeToken?: string | undefined
  /** What is shown at the door. */
  credentials?: Credentials | undefined
  /** What the client holds of the seat's media. */
  kept?: KeptMedia | undefined
}

/** Runs admissions one after another, or a few at a time, in the order in which they came. */
export interface AdmissionQueue {
  run<T>(admission: () => Promise<T>): Promise<T>
}

/** What admission to a room works with. */
export interface AdmissionOptions {
  room: string
  seats: SeatTable
  roster: Roster
  tokens: ResumeTokens
  /** Seats that were taken from their owners. */
  gone: GoneSeats
  /** What holds in the room. */
  law: { readonly rules: RoomRules }
  media: Pick<MediaRoom, 'admit'>
  forwarding: RoomForwarding
  policy: AdmissionPolicy
  /** Takes the seat of somebody who is banned. */
  remove: (seat: Seat) => void
  queue: AdmissionQueue
  uplinks: Omit<SeatMediaOptions['uplinks'], 'address'>
  grace: ReconnectGrace
  changes: SeatChanges
  messages: MessageFlow
  replies: JoinDescriber
  events: RoomEventSink
  logger: Logger
}
