import { clamp } from '../../numbers.ts'
import { gridCapacity } from './paging.ts'
import { fitTiles, TILE_GAP, TILE_RATIO, type Rect, type Size } from './tiling.ts'

/** Space between the tiles and the edge of the stage. */
export const STAGE_INSET = 8
/** Edge of a paging button, large enough for a finger. */
const PAGER_SIZE = 44
const GRID_LIMITS = {
  desktop: { most: 16, narrowest: 150 },
  /** More than 16 only where everybody stays large enough to be recognised at a glance. */
  large: { most: 25, narrowest: 280 },
  phone: { most: 6, narrowest: 120 },
}
const STRIP_TILE_WIDTH = { share: 0.18, least: 120, most: 240 }
const STRIP_TILE_HEIGHT = { share: 0.16, least: 88, most: 150 }

/** Equal tiles on the whole stage. */
export interface GridFrame {
  kind: 'grid'
  area: Rect
  /** How many tiles fit on one page. */
  capacity: number
  pager: Rect | null
}

/** One large tile, and small ones in a column beside it or a row below it. */
export interface SplitFrame {
  kind: 'split'
  main: Rect
  direction: 'column' | 'row'
  /** Place of the small tiles, the own one and the pager apart. */
  strip: Rect
  tile: Size
  /** Place of the own tile at the end of the strip; null when it floats above the stage. */
  self: Rect | null
  capacity: number
  pager: Rect | null
}

/** What the frame depends on: never who, only how many. */
export interface FrameInput {
  stage: Size
  phone: boolean
  /** Small tiles beside the large ones, or tiles of the grid; the own one apart. */
  count: number
  /** Large tiles, and their shape. */
  mains: number
  mainRatio: number
}

/** Divides the stage, before anybody is placed on it. */
export function stageFrame({ stage, phone, count, mains, mainRatio }: FrameInput): GridFrame | SplitFrame {
  const area: Rect = {
    x: STAGE_INSET,
    y: STAGE_INSET,
    width: Math.max(0, stage.width - 2 * STAGE_INSET),
    height: Math.max(0, stage.height - 2 * STAGE_INSET),
  }
  if (mains === 0) return gridFrame(area, phone, count)
  if (count === 0) return { ...columnFrame(area, 0), main: area, self: null, capacity: 0, pager: null }
  const column = columnFrame(area, count)
  const row = rowFrame(area, phone, count)
  // Whichever leaves the larger picture.
  const widthIn = (frame: SplitFrame): number => fitTiles(mains, frame.main, mainRatio).width
  return widthIn(column) >= widthIn(row) ? column : row
}

function gridFrame(area: Rect, phone: boolean, count: number): GridFrame {
  const capacity = pageCapacity(area, phone)
  if (count <= capacity) return { kind: 'grid', area, capacity, pager: null }
  const height = area.height - PAGER_SIZE - TILE_GAP
  const shorter = { ...area, height: Math.max(0, height) }
  return {
    kind: 'grid',
    area: shorter,
    capacity: pageCapacity(shorter, phone),
    pager: { x: area.x, y: area.y + height + TILE_GAP, width: area.width, height: PAGER_SIZE },
  }
}

function pageCapacity(area: Size, phone: boolean): number {
  const { desktop, large, phone: small } = GRID_LIMITS
  if (phone) return gridCapacity(area, small.most, small.narrowest)
  return Math.max(
    gridCapacity(area, desktop.most, desktop.narrowest),
    gridCapacity(area, large.most, large.narrowest),
  )
}

function columnFrame(area: Rect, count: number): SplitFrame {
  // Smaller tiles rather than pages, as long as faces can be recognised.
  const fitting = ((area.height - TILE_GAP * count) / (count + 1)) * TILE_RATIO
  const width = edgeWithin(Math.min(area.width * STRIP_TILE_WIDTH.share, fitting), STRIP_TILE_WIDTH)
  const tile = { width, height: Math.floor(width / TILE_RATIO) }
  const x = area.x + area.width - width
  const self = { x, y: area.y + area.height - tile.height, ...tile }
  const space = area.height - tile.height - TILE_GAP
  const { capacity, pagerSize } = stripCapacity(space, tile.height, count)
  return {
    kind: 'split',
    direction: 'column',
    main: { ...area, width: Math.max(0, area.width - width - TILE_GAP) },
    strip: { x, y: area.y, width, height: space - pagerSize },
    tile,
    self,
    capacity,
    pager: pagerSize ? { x, y: area.y + space - PAGER_SIZE, width, height: PAGER_SIZE } : null,
  }
}

function rowFrame(area: Rect, phone: boolean, count: number): SplitFrame {
  // On a phone the own tile floats, as the row is too short for one more.
  const places = phone ? count : count + 1
  const fitting = (area.width - TILE_GAP * (places - 1)) / places / TILE_RATIO
  const height = edgeWithin(Math.min(area.height * STRIP_TILE_HEIGHT.share, fitting), STRIP_TILE_HEIGHT)
  const tile = { width: Math.floor(height * TILE_RATIO), height }
  const y = area.y + area.height - height
  const space = phone ? area.width : area.width - tile.width - TILE_GAP
  const { capacity, pagerSize } = stripCapacity(space, tile.width, count)
  return {
    kind: 'split',
    direction: 'row',
    main: { ...area, height: Math.max(0, area.height - height - TILE_GAP) },
    strip: { x: area.x, y, width: space - pagerSize, height },
    tile,
    self: phone ? null : { x: area.x + area.width - tile.width, y, ...tile },
    capacity,
    pager: pagerSize ? { x: area.x + space - PAGER_SIZE, y, width: PAGER_SIZE, height } : null,
  }
}

function stripCapacity(space: number, tile: number, count: number): { capacity: number; pagerSize: number } {
  const fitting = Math.max(1, Math.floor((space + TILE_GAP) / (tile + TILE_GAP)))
  if (count <= fitting) return { capacity: fitting, pagerSize: 0 }
  const pagerSize = PAGER_SIZE + TILE_GAP
  return { capacity: Math.max(1, Math.floor((space - pagerSize + TILE_GAP) / (tile + TILE_GAP))), pagerSize }
}

function edgeWithin(value: number, { least, most }: { least: number; most: number }): number {
  return Math.floor(clamp(value, least, most))
}
