import { ExpiringMap } from '../../lib/expiring-map.ts'
import type { UsedStore } from '../ports/used-store.ts'

// Everybody who is let in within the life of a pass, in all rooms.
const USED_MAX = 100_000

/** Which seats were taken by passes of lobbies, in all rooms and over restarts: a pass is good for one seat. */
export class UsedPasses {
  readonly #store: UsedStore
  /** Ids of seats, by the places in a lobby that passes were written for. */
  readonly #seats = new ExpiringMap<string>(USED_MAX)

  constructor(store: UsedStore) {
    this.#store = store
  }

  /** Brings back what was used before a restart. */
  async restore(): Promise<void> {
    for (const { key, by, until } of await this.#store.loadUsed('pass')) this.#seats.set(key, by, until)
  }

  /** Id of the seat that was taken by the pass for this place; undefined when none was. */
  seatOf(knockId: string): string | undefined {
    return this.#seats.get(knockId)
  }

  /**
   * Takes a seat by a pass, from the moment of the call.
   *
   * @param expiresAt - of the pass, in server time in milliseconds since 1970
   * @returns false when no more can be remembered
   */
  use(knockId: string, seatId: string, expiresAt: number): boolean {
    if (!this.#seats.set(knockId, seatId, expiresAt)) return false
    void this.#store.saveUsed('pass', { key: knockId, by: seatId, until: expiresAt })
    return true
  }
}
