import type { Participant } from '../../../protocol/participants.ts'
import { foldForSearch } from '../../../protocol/search.ts'

/** What the order of the list depends on. */
export interface PeopleFacts {
  self: Participant | null
  others: readonly Participant[]
  /** Ids of those who spoke a moment ago. */
  speakers: ReadonlySet<string>
}

/**
 * Orders the list of people: oneself first, then who speaks, then raised hands
 * in the order in which they went up, then everybody by name.
 *
 * @param compareNames - a collator's `compare`, in the language of the page
 */
export function orderPeople(
  facts: PeopleFacts,
  compareNames: (a: string, b: string) => number,
): Participant[] {
  const rank = (person: Participant): number => {
    if (facts.speakers.has(person.id)) return 0
    return person.handRaisedAt === null ? 2 : 1
  }
  const others = [...facts.others].sort((a, b) => {
    const byRank = rank(a) - rank(b)
    if (byRank !== 0) return byRank
    const byHand = rank(a) === 1 ? (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0) : 0
    return byHand || compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1)
  })
  return facts.self ? [facts.self, ...others] : others
}

/** Those whose name contains what was typed, whatever the case and the accents. */
export function searchPeople(people: readonly Participant[], typed: string): readonly Participant[] {
  const wanted = foldForSearch(typed)
  return wanted === '' ? people : people.filter((person) => foldForSearch(person.name).includes(wanted))
}

const { compare } = new Intl.Collator('und')

/** The order of the server's list of a large room: raised hands in theirs, then everybody by name. */
export function compareOnList(a: Participant, b: Participant): number {
  const byHand = (a.handRaisedAt ?? Infinity) - (b.handRaisedAt ?? Infinity)
  return (Number.isNaN(byHand) ? 0 : byHand) || compare(a.name, b.name) || (a.id < b.id ? -1 : 1)
}
