import type { StoredSeat } from '../ports/store.ts'

/** What a seat is made of: a new one, or one from before a restart. */
export type SeatOrigin = Pick<StoredSeat, 'subchannel' | 'role' | 'name'> & Partial<StoredSeat>

/** Who sits on a seat, as far as the room has to know it. A picture is not kept over a restart. */
export interface SeatOwner {
  /** Address of a picture, from an account. */
  readonly picture?: string
  /** Of the owner token that they showed; null where they showed none that was good. */
  readonly ownerGeneration: number | null
}
