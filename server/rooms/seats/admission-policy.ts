import type { Credentials, ErrorCode, Role } from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { PersonMarks } from './person-marks.ts'
import type { SeatOwner } from './seat-origin.ts'
import type { Seat } from './seat.ts'

/** Somebody asks for a seat. */
export interface AdmissionRequest {
  room: string
  /** As it was typed, and checked. */
  displayName: string
  /** Seats taken in this room, those that wait for their owners included. */
  seatsInRoom: number
  connection: Pick<ParticipantConnection, 'account' | 'usage'>
  credentials: Credentials
}

/** A new seat may be taken. */
export interface Admitted {
  kind: 'admit'
  role: Role
  /** The name that an account gives; absent where the person chooses. */
  displayName?: string
  /** Who will sit there; absent where nobody has to know. */
  owner?: SeatOwner
  /** By what they are known again; absent where nobody read that. */
  marks?: PersonMarks
  /**
   * Called once, at the moment when the seat is given: looks again, and takes what can be used so many times.
   *
   * @returns why it cannot be given any more; undefined when it can
   */
  giveSeat?: (seat: Seat) => ErrorCode | undefined
}

/** A seat may not be taken. */
export interface Refused {
  kind: 'refuse'
  code: ErrorCode
}

/** What becomes of a request. */
export type AdmissionDecision =
  | Admitted
  | Refused
  | {
      kind: 'wait'
      /** Settles when it has been decided; never rejects. */
      decided: Promise<AdmissionDecision>
    }

/**
 * Decides who may take a new seat. Whoever comes back to a seat is not asked about: the resume
 * token has decided already.
 */
export interface AdmissionPolicy {
  decide(request: AdmissionRequest): AdmissionDecision
  /** Whether somebody may come back to their seat: not who is banned, by whatever they have shown since. */
  mayReturn(seat: Pick<Seat, 'arrival' | 'owner' | 'role'>): boolean
}
