import type { Seat } from './seat.ts'

// How often a seat whose time is over looks whether its owner is still being admitted.
const AWAITED_MS = 500

/**
 * Lets a waiting seat expire. Whoever is being admitted when the time is over has come in
 * time: then the seat waits on until that has ended.
 *
 * @param graceMs - how long it waits for its owner
 * @returns the timer that `Seat.wait` wants
 */
export function startExpiry(seat: Seat, graceMs: number, expired: () => void): NodeJS.Timeout {
  return setTimeout(() => {
    if (seat.isAwaited) seat.waitOn(startExpiry(seat, AWAITED_MS, expired))
    else expired()
  }, graceMs)
}
