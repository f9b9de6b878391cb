import type { AdmissionDecision, AdmissionPolicy, AdmissionRequest } from '../seats/admission-policy.ts'
import type { RoomPolicy } from './room-policy.ts'

/** What the way into a room works with. */
export interface RoomDoorsOptions {
  room: string
  policy: RoomPolicy
  /** Bounds of the server as a whole. */
  capacity: AdmissionPolicy
}

/** The way into one room. */
export class RoomDoors implements AdmissionPolicy {
  readonly #options: RoomDoorsOptions

  constructor(options: RoomDoorsOptions) {
    this.#options = options
  }

  decide(request: AdmissionRequest): AdmissionDecision {
    return this.#options.capacity.decide(request)
  }
}
