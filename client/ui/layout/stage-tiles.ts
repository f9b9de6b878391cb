import type { VideoSource } from '../../../protocol/index.ts'
import type { Sliceable } from './paging.ts'
import { listSpan, lookForPage, type StageList, type StageLook } from './stage-list.ts'

/** Names one picture: somebody's camera or shared screen. */
export interface TileRef {
  participantId: string
  source: VideoSource
}

/** All that decides who has a small tile, and in which order. */
export interface TilesInput {
  self: string
  /** Everybody else in the order of their places; in a large room those for the first page. */
  people: readonly string[]
  /** Everybody else of a large room; null in a small one. */
  list: StageList | null
  /** Others who share a screen, the latest last. */
  screens: readonly string[]
  ownScreen: boolean
  /** Whether what stands large has the stage for itself. */
  mainOnly: boolean
}

/** The small tiles of all pages. */
export interface SmallTiles extends Sliceable<TileRef> {
  /** In a large room: the part of the list that a page needs, counted from 0. */
  lookFor?: (page: number) => StageLook
}

/** How many small tiles there are on all pages together. */
export function countSmallTiles(input: TilesInput, mains: readonly TileRef[]): number {
  if (!input.list) return smallTiles(input, mains, Number.POSITIVE_INFINITY).length
  if (input.mainOnly && mains.length > 0) return 0
  const large = mains.filter((main) => main.participantId !== input.self || main.source === 'screen')
  return Math.max(0, input.screens.length + input.list.total + (input.ownScreen ? 1 : 0) - large.length)
}

/**
 * Small tiles in their order: shared screens, people, the own shared screen. Of a large room
 * whoever is on the first page is left out of the later ones, which follow the server's list.
 *
 * @param capacity - how many tiles a page holds
 */
export function smallTiles(input: TilesInput, mains: readonly TileRef[], capacity: number): SmallTiles {
  const { list, self } = input
  if (input.mainOnly && mains.length > 0) return []
  const isSmall = (ref: TileRef): boolean => !mains.some((main) => isSameTile(ref, main))
  const first = [
    ...input.screens.map((participantId) => ({ participantId, source: 'screen' as const })),
    ...input.people.map(cameraOf),
  ].filter(isSmall)
  const own = (input.ownScreen ? [{ participantId: self, source: 'screen' as const }] : []).filter(isSmall)
  if (!list) return [...first, ...own]
  const front = first.slice(0, capacity)
  const shown = new Set(
    [...front, ...mains].flatMap((ref) => (ref.source === 'camera' ? ref.participantId : [])),
  )
  const span = listSpan(list, shown)
  const end = front.length + span.length
  return {
    length: end + own.length,
    slice: (from, to) => [
      ...front.slice(from, to).filter(({ participantId }) => list.known.has(participantId)),
      ...span.slice(from - front.length, to - front.length).map(cameraOf),
      ...own.slice(Math.max(0, from - end), Math.max(0, to - end)),
    ],
    lookFor: (page) => lookForPage(list, shown, { page, perPage: capacity, front: front.length }),
  }
}

/** Whether both name the same picture. */
export function isSameTile(a: TileRef, b: TileRef): boolean {
  return a.participantId === b.participantId && a.source === b.source
}

function cameraOf(participantId: string): TileRef {
  return { participantId, source: 'camera' }
}
