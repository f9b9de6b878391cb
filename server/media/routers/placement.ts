/** A worker as placement sees it. */
export interface Candidate<W> {
  worker: W
  /** Expected share of a core, 0 to 1 and above. */
  expected: number
  /** Participants of this room on it; 0 when the room is not there yet. */
  here: number
}

// A small room stays on one worker: spreading it would only add pipes.
const KEEP_TOGETHER = 10
// A worker this busy takes nobody while another one has room, as a share of a core.
const BUSY = 0.6
// Differences below this are noise, as a share of a core.
const SAME_LOAD = 0.1

/**
 * Chooses the worker for the next participant of a room: together while the room
 * is small and its worker is not busy, then where there is most room; between
 * workers of like load, where the room has fewer people. The more workers a room is
 * on, the more people each must have before it takes another one: every camera may
 * have to be carried to each of them.
 *
 * @returns undefined when there is no worker
 */
export function placeParticipant<W>(candidates: readonly Candidate<W>[]): W | undefined {
  const present = candidates.filter(({ here }) => here > 0)
  const home = present.find(({ here, expected }) => here < KEEP_TOGETHER && expected < BUSY)
  if (home) return home.worker
  const enough = KEEP_TOGETHER * present.length
  const roomy = present.filter(({ here, expected }) => here < enough && expected < BUSY)
  return best(present.length > 1 && roomy.length > 0 ? roomy : candidates)?.worker
}

function best<W>(candidates: readonly Candidate<W>[]): Candidate<W> | undefined {
  const [first, ...rest] = candidates
  return first && rest.reduce((one, other) => (isBetter(other, one) ? other : one), first)
}

function isBetter<W>(one: Candidate<W>, other: Candidate<W>): boolean {
  const difference = one.expected - other.expected
  if (Math.abs(difference) >= SAME_LOAD) return difference < 0
  return one.here - other.here !== 0 ? one.here < other.here : difference < 0
}
