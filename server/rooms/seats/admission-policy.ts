import type { ErrorCode, Role } from '../../../protocol/index.ts'

/** Somebody asks for a seat. */
export interface AdmissionRequest {
  room: string
  displayName: string
  /** Seats taken in this room, those that wait for their owners included. */
  seatsInRoom: number
}

/** A new seat may be taken. */
export interface Admitted {
  kind: 'admit'
  role: Role
}

/** What becomes of a request. */
export type AdmissionDecision =
  | Admitted
  | { kind: 'refuse'; code: ErrorCode }
  | {
      kind: 'wait'
      /** Settles when somebody has decided; never rejects. */
      decided: Promise<AdmissionDecision>
    }

/**
 * Decides who may take a new seat. Whoever comes back to a seat is not asked about: the resume
 * token has decided already.
 */
export interface AdmissionPolicy {
  decide(request: AdmissionRequest): AdmissionDecision
}
