import type { JoinCost } from './join-cost.ts'

/** A worker as placement sees it. Shares are of a core, 0 to 1 and above. */
export interface Candidate {
  /** Names it; no two candidates have the same. */
  readonly id: string
  /** Whether it runs. */
  readonly isAlive: boolean
  /** Expected load: what was measured, and what those will cost who came since. */
  readonly load: number
  /** Highest load that was measured lately. */
  readonly recentPeak: number
  /** Participants of all rooms on it. */
  readonly participants: number
  /** Participants of this room on it; 0 when the room is not there yet. */
  readonly here: number
}

// A room grows on its worker up to this share of a core: the rest is for those who turn on
// their cameras later, and for the bursts of key frames.
const HOME_LIMIT = 0.5
// So many joins are looked ahead: this one and the next.
const JOINS_AHEAD = 2
// A room that was spread comes back when its home stays below this part of the limit; with
// one limit for both, every second newcomer would need pipes.
const CALM = 0.8
// A further worker must be less busy than home by so much: measurements differ by that much by
// chance, and pipes last as long as the room.
const LEAST_GAIN = 0.05
// Whoever is there without sending may begin at any moment, as a share of a core: it keeps
// many small rooms apart before anybody turns on a camera.
const IDLE_SHARE = 0.002

/**
 * Chooses the worker for the next participant of a room; who is placed stays there.
 *
 * 1. A new room begins where least is going on.
 * 2. A room grows at home, the worker with most of its people, until that one would pass half of
 *    a core with the next joins, whatever the number of its people: pipes between workers cost.
 * 3. Then it goes on where it is already and there is room, else on a further worker, if that one
 *    would be clearly less busy with the pipes than home is without.
 * 4. Once spread, it comes back when home has stayed calm.
 * 5. Where nobody has room, the worker that would be the least busy takes the newcomer.
 *
 * @param join - what the newcomer is expected to cost
 * @returns undefined when no worker runs; the same for the same facts, in whatever order they come
 */
export function placeParticipant<C extends Candidate>(
  candidates: readonly C[],
  join: JoinCost,
): C | undefined {
  const living = candidates.filter(({ isAlive }) => isAlive)
  const present = living.filter(({ here }) => here > 0)
  const home = first(present, (one) => [-one.here, one.load])
  if (!home) return first(living, (one) => [one.load + one.participants * IDLE_SHARE])
  const after = (one: Candidate): number => one.load + join.share + pipeShare(one, present, join)
  const hasRoom = (one: Candidate): boolean => after(one) + join.share * (JOINS_AHEAD - 1) <= HOME_LIMIT
  const byLoad = (one: Candidate): readonly number[] => [after(one)]
  const isCalm = home.recentPeak + join.share * JOINS_AHEAD <= HOME_LIMIT * CALM
  if (hasRoom(home) && (present.length === 1 || isCalm)) return home
  const elsewhere = present.filter((one) => one !== home && hasRoom(one))
  if (elsewhere.length > 0) return first(elsewhere, byLoad)
  if (hasRoom(home)) return home
  // Pipes have two ends, and the other one is at home.
  const gains = (one: Candidate): boolean =>
    after(one) + pipeShare(one, present, join) + LEAST_GAIN <= after(home)
  const further = living.filter((one) => one.here === 0 && gains(one))
  const roomy = further.filter(hasRoom)
  return first(roomy.length > 0 ? roomy : [...present, ...further], byLoad)
}

/** What pipes would add on a worker that takes the newcomer. */
function pipeShare({ here }: Candidate, present: readonly Candidate[], join: JoinCost): number {
  const others = here > 0 ? present.length - 1 : present.length
  return others * join.outPipes + (here > 0 ? 0 : join.inPipes)
}

/** The one with the smallest numbers, compared one after another, and then by its id. */
function first<C extends Candidate>(
  candidates: readonly C[],
  rank: (one: C) => readonly number[],
): C | undefined {
  const [head, ...rest] = candidates.map((one) => ({ one, ranks: rank(one) }))
  return head && rest.reduce((best, other) => (isBefore(other, best) ? other : best), head).one
}

interface Ranked {
  one: Candidate
  ranks: readonly number[]
}

function isBefore(a: Ranked, b: Ranked): boolean {
  for (const [index, rank] of a.ranks.entries()) {
    const other = b.ranks[index] ?? rank
    if (rank !== other) return rank < other
  }
  return a.one.id < b.one.id
}
