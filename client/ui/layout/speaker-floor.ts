/** The floor changes hands at most this often. */
export const FLOOR_HOLD_MS = 2000

/** Who holds the floor on this screen, and since when. */
export interface Floor {
  holder: string | null
  since: number
}

/** What the floor depends on. */
export interface FloorInput {
  /** Who the server says holds the floor; may be oneself. */
  dominant: string | null
  /** Everybody else in the room, in seat order. */
  others: readonly string[]
  now: number
}

/** The floor after an event, and when to look again if a change has to wait. */
export interface FloorStep {
  floor: Floor
  /** Milliseconds until the waiting change may happen; null when nothing waits. */
  waitMs: number | null
}

/** Nobody holds the floor yet. */
export const EMPTY_FLOOR: Floor = { holder: null, since: Number.NEGATIVE_INFINITY }

/**
 * Decides who stands on the large place of the speaker layout. The server has
 * filtered coughs already; here the floor is held for two seconds, one never sees
 * oneself on it, and it passes on at once when its holder leaves.
 */
export function nextFloor(floor: Floor, { dominant, others, now }: FloorInput): FloorStep {
  const candidate = dominant !== null && others.includes(dominant) ? dominant : null
  const holderIsHere = floor.holder !== null && others.includes(floor.holder)
  if (!holderIsHere) {
    const holder = candidate ?? others[0] ?? null
    if (holder === floor.holder) return { floor, waitMs: null }
    // A stand-in who never spoke gives way at once to the first who does.
    return { floor: { holder, since: candidate ? now : Number.NEGATIVE_INFINITY }, waitMs: null }
  }
  if (candidate === null || candidate === floor.holder) return { floor, waitMs: null }
  const held = now - floor.since
  if (held < FLOOR_HOLD_MS) return { floor, waitMs: FLOOR_HOLD_MS - held }
  return { floor: { holder: candidate, since: now }, waitMs: null }
}
