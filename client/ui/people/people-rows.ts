import type { Participant } from '../../../protocol/participants.ts'
import { foldForSearch } from '../../../protocol/search.ts'
import type { PeopleWindow } from '../../session/state/state.ts'
import { compareOnList } from './people-order.ts'

/** The rows of the list of people. */
export interface PeopleRows {
  count: number
  /** Who stands in a row, counted from 0; undefined while that is not known. */
  at: (row: number) => string | undefined
}

/** What the rows of a large room depend on. */
export interface ListedFacts {
  self: Participant | null
  participants: Readonly<Record<string, Participant>>
  /** Others in the room. */
  others: number
  /** Ids of those who spoke a moment ago. */
  speakers: ReadonlySet<string>
  window: PeopleWindow | null
}

/** The rows of people who are all known. */
export function knownRows(ids: readonly string[]): PeopleRows {
  return { count: ids.length, at: (row) => ids[row] }
}

/**
 * The rows of a large room: oneself, who speaks now, then the server's list without them. A
 * search's results come as the server orders them.
 */
export function listedRows({ self, participants, others, speakers, window }: ListedFacts): PeopleRows {
  const search = window?.search ?? ''
  const isSearch = search !== ''
  const isListed = self !== null && foldForSearch(self.name).includes(foldForSearch(search))
  const voices = isSearch ? [] : speakersInOrder(participants, speakers)
  const top = [...(isListed ? [self.id] : []), ...voices.map(({ id }) => id)]
  const total = window?.total ?? others
  const rest = restOfWindow(window, participants, voices)
  return {
    count: top.length + Math.max(0, total - voices.length),
    at: (row) => top[row] ?? rest.ids[row - top.length - rest.from],
  }
}

function speakersInOrder(
  participants: Readonly<Record<string, Participant>>,
  speakers: ReadonlySet<string>,
): Participant[] {
  return [...speakers].flatMap((id) => participants[id] ?? []).sort(compareOnList)
}

/** The window without the speakers, and where it begins on a list without them. */
function restOfWindow(
  window: PeopleWindow | null,
  participants: Readonly<Record<string, Participant>>,
  voices: readonly Participant[],
): Pick<PeopleWindow, 'from' | 'ids'> {
  if (!window) return { from: 0, ids: [] }
  const first = participants[window.ids[0] ?? '']
  const before = first ? voices.filter((voice) => compareOnList(voice, first) < 0).length : 0
  const speaks = new Set(voices.map(({ id }) => id))
  return { from: window.from - before, ids: window.ids.filter((id) => participants[id] && !speaks.has(id)) }
}
