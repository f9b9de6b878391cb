/** Who stands on the first page, each in a place of their own, and when each spoke last. */
export interface Promotion {
  front: readonly string[]
  spokeAt: Readonly<Record<string, number>>
}

/** What the order depends on. */
export interface PromotionInput {
  /** Everybody else, in the order in which they fill free places. */
  people: readonly string[]
  /** How many places the first page has. */
  places: number
  /** Who holds the floor, already calm (see `speaker-floor.ts`). */
  speaker: string | null
  /** Whether the speaker has the first place, changing places with whoever had it. */
  speakerLeads?: boolean
  now: number
}

/** A first page on which nobody stands yet. */
export const EMPTY_PROMOTION: Promotion = { front: [], spokeAt: {} }

/**
 * Keeps the first page calm in a room with more people than places: whoever is
 * on it keeps their place, and a speaker from a later page takes the place of
 * the one who has been silent longest.
 */
export function promote(state: Promotion, input: PromotionInput): Promotion {
  const { people, places, speakerLeads = false, now } = input
  const present = new Set(people)
  const speaker = input.speaker !== null && present.has(input.speaker) ? input.speaker : null
  const spokeAt = Object.fromEntries(Object.entries(state.spokeAt).filter(([id]) => present.has(id)))
  if (speaker !== null) spokeAt[speaker] = now

  const front = state.front.filter((id) => present.has(id))
  while (front.length > places) front.splice(quietest(front, spokeAt, speaker), 1)
  fillPlaces(front, people, places)
  if (speaker !== null && places > 0) {
    if (!front.includes(speaker)) front[quietest(front, spokeAt, speaker)] = speaker
    if (speakerLeads) swapToFirst(front, speaker)
  }
  return { front, spokeAt }
}

function fillPlaces(front: string[], people: readonly string[], places: number): void {
  const standing = new Set(front)
  for (const id of people) {
    if (front.length >= places) return
    if (!standing.has(id)) front.push(id)
  }
}

/** The whole order: the first page, then the rest as they were. */
export function promotedOrder({ front }: Promotion, people: readonly string[]): string[] {
  const standing = new Set(front)
  return [...front, ...people.filter((id) => !standing.has(id))]
}

function swapToFirst(front: string[], id: string): void {
  const place = front.indexOf(id)
  const first = front[0]
  if (place <= 0 || first === undefined) return
  front[place] = first
  front[0] = id
}

function quietest(front: readonly string[], spokeAt: Promotion['spokeAt'], speaker: string | null): number {
  let index = front.length - 1
  let since = Number.POSITIVE_INFINITY
  // From the end, so that among the silent the last place gives way first.
  for (let candidate = front.length - 1; candidate >= 0; candidate -= 1) {
    const id = front[candidate]
    if (id === undefined || id === speaker) continue
    const spoke = spokeAt[id] ?? Number.NEGATIVE_INFINITY
    if (spoke < since) {
      index = candidate
      since = spoke
    }
  }
  return index
}
