import type { StoredSeat } from '../ports/store.ts'

/** What a seat is made of: a new one, or one from before a restart. */
export type SeatOrigin = Pick<StoredSeat, 'subchannel' | 'role' | 'name'> & Partial<StoredSeat>

/** Who sits on a seat, as far as the room has to know it. Not kept over a restart. */
export interface SeatOwner {
  /** Address of a picture, from an account. */
  readonly picture?: string
  /** The room is theirs. */
  readonly isRoomOwner: boolean
}
