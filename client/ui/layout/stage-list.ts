import { clamp } from '../../numbers.ts'
import type { Sliceable } from './paging.ts'

/** The stage list of a large room, as far as this page has it. */
export interface StageList {
  /** How many others are in the room. */
  total: number
  /** The list's beginning as it was seen last. */
  head: readonly string[]
  /** Position of the first of `ids` on the list. */
  from: number
  /** The part of the list that this page looks at. */
  ids: readonly string[]
  /** Those whom the server tells of; nobody else can be shown. */
  known: ReadonlySet<string>
}

/** A part of the list that is asked for. */
export interface StageLook {
  from: number
  count: number
}

/** Most positions of one look; the protocol's bound. */
const LOOK_MAX = 64
/** Looks begin and end at multiples of this, so that not every change of the first page asks anew. */
const STEP = 8

/**
 * The list without those who are shown on the first page. Where they stand is known for the
 * list's beginning, which fills that page; one of them from further on leaves a gap.
 */
export function listSpan(list: StageList, shown: ReadonlySet<string>): Sliceable<string> {
  const { total, head, from, ids, known } = list
  const left = positionsLeft(head, shown)
  const taken = head.length - left.length
  const at = (index: number): string | undefined => {
    const position = left[index] ?? index + taken
    return head[position] ?? ids[position - from]
  }
  const length = Math.max(0, total - taken)
  return {
    length,
    slice: (start, end) => {
      const [first, last] = [clamp(start, 0, length), clamp(end, 0, length)]
      return Array.from({ length: Math.max(0, last - first) }, (_, index) => at(first + index)).filter(
        (id) => id !== undefined && known.has(id) && !shown.has(id),
      ) as string[]
    },
  }
}

/**
 * The part of the list that a page needs: its own people and those of its neighbours, so that
 * turning the page waits for nothing.
 *
 * @param page - from 0
 * @param perPage - how many tiles a page holds
 * @param front - how many tiles the first page has beside those of the list
 */
export function lookForPage(
  { head }: Pick<StageList, 'head'>,
  shown: ReadonlySet<string>,
  { page, perPage, front }: { page: number; perPage: number; front: number },
): StageLook {
  const left = positionsLeft(head, shown)
  const taken = head.length - left.length
  const positionOf = (index: number): number => (index < left.length ? (left[index] ?? 0) : index + taken)
  const start = (of: number): number => Math.max(0, of * perPage - front)
  const middle = positionOf(start(page) + perPage / 2)
  // The first page is filled from the beginning of the list, whoever is on it already.
  const first = page <= 1 ? 0 : positionOf(start(page - 1))
  const from = Math.max(floorTo(first), page <= 1 ? 0 : floorTo(middle - LOOK_MAX / 2), 0)
  const end = Math.max(positionOf(start(page + 2)), page === 0 ? 2 * perPage : 0)
  const count = Math.min(LOOK_MAX, Math.ceil((end - from) / STEP) * STEP)
  return { from, count: Math.max(STEP, count) }
}

function positionsLeft(head: readonly string[], shown: ReadonlySet<string>): number[] {
  return head.flatMap((id, position) => (shown.has(id) ? [] : position))
}

function floorTo(position: number): number {
  return Math.floor(position / STEP) * STEP
}
