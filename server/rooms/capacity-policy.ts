import { NO_LOAD, type LoadLevels } from '../load/load-levels.ts'
import type { AdmissionRequest, Admitted, Refused } from './seats/admission-policy.ts'

/** What is bounded, and by how much. */
export interface CapacityPolicyOptions {
  /** Most seats in one room. */
  maxParticipants: number
  /** Most seats in all rooms together. */
  maxSeats: number
  /** Seats taken in all rooms. */
  occupancy: { readonly participantCount: number }
}

/** Admits as long as room and server have space, and a media worker has power to spare. */
export class CapacityPolicy {
  readonly #options: CapacityPolicyOptions
  #load: LoadLevels = NO_LOAD

  constructor(options: CapacityPolicyOptions) {
    this.#options = options
  }

  /** How far the server saves from now on. */
  setLoad(levels: LoadLevels): void {
    this.#load = levels
  }

  decide({ seatsInRoom }: Pick<AdmissionRequest, 'seatsInRoom'>): Admitted | Refused {
    const { maxParticipants, maxSeats, occupancy } = this.#options
    if (this.#load.isFull || occupancy.participantCount >= maxSeats) {
      return { kind: 'refuse', code: 'server_full' }
    }
    return seatsInRoom >= maxParticipants
      ? { kind: 'refuse', code: 'room_full' }
      : { kind: 'admit', role: 'speaker' }
  }
}
