/**
 * Who is charged for what a connection does: its network address, over all of its
 * connections and for as long as it holds anything.
 */
export interface Usage {
  /** The same object for all that is charged together. */
  readonly payer: object
  /** The canonical address, an IPv6 one as its /64 network. */
  readonly address: string
  /** Charges an attempt to join; false when there are too many. */
  takeJoin(): boolean
  /**
   * Takes a room or a seat.
   *
   * @returns what gives it back, of which only the first call counts; undefined when the
   *   address has as many as one may have
   */
  hold(what: 'rooms' | 'seats'): (() => void) | undefined
  /** Remembers for some minutes that a track of the address was above its limit. */
  overran(): void
  /** Whether one was lately. It says nothing of who it was: others may be behind the same address. */
  hasOverrun(): boolean
  /** Charges messages of a data channel; false when they are too many to be read. */
  takeArrived(arrived: { messages: number; bytes: number }): boolean
}
