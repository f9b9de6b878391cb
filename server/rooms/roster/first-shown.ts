// What a page can show at first; the reply to a join stays small in any room.
const FIRST_MAX = 16
// Enough of those who only listen to see that the room is not empty.
const LISTENERS_MAX = 2

/** Ids of participants who may be worth naming first, the oldest of each kind first. */
export interface FirstCandidates {
  screens: Iterable<string>
  /** Whom hosts show to everybody. */
  spotlight: Iterable<string>
  /** Who holds the floor. */
  dominant: string | null
  cameras: Iterable<string>
  /** Those whose microphones are open. */
  microphones: Iterable<string>
  everybody: Iterable<string>
}

/**
 * Those who matter for the first picture of somebody who joins, the most important
 * first. It looks at no more people than it needs, so its cost does not grow with the room.
 *
 * @param exceptId - who joins
 */
export function firstShown(candidates: FirstCandidates, exceptId: string): string[] {
  const { screens, spotlight, dominant, cameras, microphones, everybody } = candidates
  const first = new Set<string>()
  const take = (ids: Iterable<string>, most: number): void => {
    for (const id of ids) {
      if (first.size >= most) return
      if (id !== exceptId) first.add(id)
    }
  }
  take(spotlight, FIRST_MAX)
  take(screens, FIRST_MAX)
  take(dominant === null ? [] : [dominant], FIRST_MAX)
  take(cameras, FIRST_MAX)
  take(microphones, FIRST_MAX)
  take(everybody, Math.min(FIRST_MAX, first.size + LISTENERS_MAX))
  return [...first]
}
