import { trackKey } from '../../session/state/state.ts'
import { clamp } from '../../numbers.ts'
import { pageOf } from './paging.ts'
import { stageFrame, STAGE_INSET, type GridFrame, type SplitFrame } from './stage-frame.ts'
import type { StageLook } from './stage-list.ts'
import { countSmallTiles, isSameTile, smallTiles, type TileRef, type TilesInput } from './stage-tiles.ts'
import { fitInside, placeTiles, TILE_GAP, TILE_RATIO, type Rect, type Size } from './tiling.ts'

/** A tile with its place on the stage. */
export interface PlannedTile extends TileRef, Rect {
  key: string
  place: 'main' | 'grid' | 'strip' | 'self'
}

/** All that decides what stands where. */
export interface StageInput extends TilesInput {
  stage: Size
  phone: boolean
  /** Pictures that stand large, the oldest pin first. */
  pins: readonly TileRef[]
  /** Whom hosts show to everybody, large. */
  spotlight: readonly string[]
  /** Others are in the room whose names are still to come. */
  awaitsOthers: boolean
  /** Who stands on the large place; null in the grid. */
  speaker: string | null
  page: number
  /** Shape of a picture that arrived already. */
  ratioOf: (key: string) => number | undefined
}

/** What is large: nothing in a grid, whoever speaks, somebody who was chosen, or a shared screen. */
type StageLayout = 'grid' | 'speaker' | 'spotlight' | 'screen'

/** What stands where. */
export interface StagePlan {
  layout: StageLayout
  tiles: readonly PlannedTile[]
  page: number
  pages: number
  pager: Rect | null
  /** In a large room: the part of the list of people that this page needs; null when it needs none. */
  look: StageLook | null
  /** Place of the invitation while nobody else is here. */
  invitation: Rect | null
}

const INVITATION_WIDTH = 360
const INVITATION_HEIGHT = 270
const SELF_INSET = 12

/** The large pictures, if any, and the layout that they make. */
export function chooseMains(input: StageInput): { mains: readonly TileRef[]; layout: StageLayout } {
  const { pins, screens, self, speaker, mainOnly } = input
  const pinned = pins.filter(({ participantId, source }) =>
    source === 'screen'
      ? screens.includes(participantId)
      : isHere(input, participantId) || participantId === self,
  )
  if (pinned.length > 0) {
    return {
      mains: pinned,
      layout: pinned.some(({ source }) => source === 'screen') ? 'screen' : 'spotlight',
    }
  }
  const screen = screens.at(-1)
  // Nobody needs the own picture large: whoever is shown large to the others is told so.
  const spotlit = input.spotlight.filter((id) => id !== self && isHere(input, id))
  const shown = spotlit.map((participantId): TileRef => ({ participantId, source: 'camera' }))
  if (screen !== undefined)
    return { mains: [{ participantId: screen, source: 'screen' }, ...shown], layout: 'screen' }
  if (shown.length > 0) return { mains: shown, layout: 'spotlight' }
  if (speaker !== null && isHere(input, speaker)) {
    const layout = mainOnly ? 'spotlight' : 'speaker'
    return { mains: [{ participantId: speaker, source: 'camera' }], layout }
  }
  return { mains: [], layout: 'grid' }
}

function isHere({ list, people }: StageInput, id: string): boolean {
  return list ? list.known.has(id) : people.includes(id)
}

/** How many people the first page shows, so that speakers can be brought onto it. */
export function placesForPeople(input: StageInput): number {
  const { mains } = chooseMains(input)
  const frame = frameFor(input, mains, countSmallTiles(input, mains))
  const small = smallTiles(input, mains, frame.capacity).slice(0, frame.capacity)
  const others = small.filter((ref) => ref.source === 'screen' && ref.participantId !== input.self).length
  const large = mains.filter((ref) => ref.source === 'camera' && ref.participantId !== input.self).length
  return Math.max(0, frame.capacity - others) + large
}

/** Places everybody who is visible. Pure: the same input gives the same plan. */
export function planStage(input: StageInput): StagePlan {
  const { mains, layout } = chooseMains(input)
  const frame = frameFor(input, mains, countSmallTiles(input, mains))
  const small = smallTiles(input, mains, frame.capacity)
  if (frame.kind === 'grid' && small.length === 0) return nobodyElse(input, frame)

  const page = pageOf(small, input.page, frame.capacity)
  const { tiles, self } =
    frame.kind === 'grid' ? gridTiles(input, frame, page.items) : splitTiles(input, frame, page.items, mains)
  const ownCamera: TileRef = { participantId: input.self, source: 'camera' }
  const ownIsMain = mains.some((main) => isSameTile(main, ownCamera))
  const own: PlannedTile[] = ownIsMain ? [] : [planned(ownCamera, 'self', self)]
  return {
    layout,
    tiles: [...tiles, ...own],
    page: page.index,
    pages: page.count,
    pager: page.count > 1 ? frame.pager : null,
    look: small.lookFor?.(page.index) ?? null,
    invitation: null,
  }
}

function frameFor(input: StageInput, mains: readonly TileRef[], count: number): GridFrame | SplitFrame {
  const { stage, phone } = input
  return stageFrame({ stage, phone, count, mains: mains.length, mainRatio: sharedRatio(input, mains) })
}

/** A picture alone in its place keeps its own shape; several share one shape. */
function sharedRatio(input: StageInput, refs: readonly TileRef[]): number {
  const only = refs.length === 1 ? refs[0] : undefined
  return only ? ratioOf(input, only) : TILE_RATIO
}

function gridTiles(
  input: StageInput,
  frame: GridFrame,
  refs: readonly TileRef[],
): { tiles: PlannedTile[]; self: Rect } {
  const rects = placeTiles(refs.length, frame.area, sharedRatio(input, refs))
  const tiles = refs.map((ref, index) => planned(ref, 'grid', rects[index] ?? { ...frame.area }))
  return { tiles, self: floatingSelf(input, frame.area) }
}

function splitTiles(
  input: StageInput,
  frame: SplitFrame,
  refs: readonly TileRef[],
  mains: readonly TileRef[],
): { tiles: PlannedTile[]; self: Rect } {
  const { strip, tile, direction } = frame
  const step = (direction === 'column' ? tile.height : tile.width) + TILE_GAP
  const small = refs.map((ref, index) =>
    planned(ref, 'strip', {
      x: strip.x + (direction === 'row' ? index * step : 0),
      y: strip.y + (direction === 'column' ? index * step : 0),
      ...tile,
    }),
  )
  const rects = placeTiles(mains.length, frame.main, sharedRatio(input, mains))
  const large = mains.map((ref, index) => planned(ref, 'main', rects[index] ?? frame.main))
  return { tiles: [...large, ...small], self: frame.self ?? floatingSelf(input, frame.main) }
}

/** The own picture in the corner, out of the way. */
function floatingSelf(input: StageInput, area: Rect): Rect {
  const ratio = ratioOf(input, { participantId: input.self, source: 'camera' })
  const wide = input.phone ? 132 : clamp(area.width * 0.16, 160, 240)
  // Portrait pictures get the same surface as landscape ones, not the same width.
  const width = Math.round(ratio >= 1 ? wide : wide * 0.68)
  const height = Math.round(width / ratio)
  const bottom = input.stage.height - STAGE_INSET
  const end = input.stage.width - STAGE_INSET
  return {
    x: Math.min(area.x + area.width, end) - width - SELF_INSET,
    y: Math.min(area.y + area.height, bottom) - height - SELF_INSET,
    width,
    height,
  }
}

function nobodyElse(input: StageInput, { area }: GridFrame): StagePlan {
  const self: TileRef = { participantId: input.self, source: 'camera' }
  const plan = { layout: 'grid' as const, page: 0, pages: 1, pager: null, look: null }
  // Others are about to appear: an invitation would only flash up.
  if (input.awaitsOthers) {
    return { ...plan, tiles: [planned(self, 'self', floatingSelf(input, area))], invitation: null }
  }
  const gap = TILE_GAP * 3
  const sideBySide = area.width >= 2 * INVITATION_WIDTH && area.width > area.height * 1.1
  const space: Rect = sideBySide
    ? { ...area, width: area.width - INVITATION_WIDTH - gap }
    : { ...area, height: Math.max(0, area.height - INVITATION_HEIGHT - gap) }
  const own = fitInside(space, ratioOf(input, self))
  // Stacked, both stand together in the middle.
  const top = Math.round(area.y + (area.height - own.height - gap - INVITATION_HEIGHT) / 2)
  const rect = sideBySide ? own : { ...own, y: Math.max(area.y, top) }
  const invitation: Rect = sideBySide
    ? { x: space.x + space.width + gap, y: area.y, width: INVITATION_WIDTH, height: area.height }
    : { x: area.x, y: rect.y + rect.height + gap, width: area.width, height: INVITATION_HEIGHT }
  return { ...plan, tiles: [planned(self, 'grid', rect)], invitation }
}

function planned(ref: TileRef, place: PlannedTile['place'], rect: Rect): PlannedTile {
  return { ...ref, ...rect, place, key: trackKey(ref.participantId, ref.source) }
}

function ratioOf(input: StageInput, ref: TileRef): number {
  const ratio = input.ratioOf(trackKey(ref.participantId, ref.source)) ?? TILE_RATIO
  if (ref.source === 'screen') return clamp(ratio, 0.4, 4)
  // Cameras are 16:9 or, held upright, their own shape; 4:3 ones are cut a little.
  return ratio < 1 ? Math.max(ratio, 9 / 16) : TILE_RATIO
}
