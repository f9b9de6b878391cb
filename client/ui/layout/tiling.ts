/** A width and a height, in CSS pixels. */
export interface Size {
  width: number
  height: number
}

/** A rectangle whose x grows in reading direction, so that it serves right-to-left pages too. */
export interface Rect extends Size {
  x: number
  y: number
}

/** Space between two tiles. */
export const TILE_GAP = 8
/** Shape of a tile unless its source has one of its own. */
export const TILE_RATIO = 16 / 9

/** How many columns and rows a grid has, and how large each of its equal tiles is. */
export interface Tiling extends Size {
  columns: number
  rows: number
}

/**
 * Finds the largest equal tiles of one shape that fit an area.
 *
 * @param count - how many tiles
 * @param area - space for all of them, gaps included
 * @param ratio - width of a tile divided by its height
 */
export function fitTiles(count: number, area: Size, ratio = TILE_RATIO, gap = TILE_GAP): Tiling {
  let best: Tiling = { columns: 0, rows: 0, width: 0, height: 0 }
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const widest = (area.width - gap * (columns - 1)) / columns
    const highest = (area.height - gap * (rows - 1)) / rows
    const width = Math.floor(Math.min(widest, highest * ratio))
    // Only a larger tile wins, so that the same count always gives the same grid.
    if (width > best.width) best = { columns, rows, width, height: Math.floor(width / ratio) }
  }
  return best
}

/**
 * Places the largest equal tiles in the middle of an area, row by row; an
 * unfilled last row stands in the middle.
 */
export function placeTiles(count: number, area: Rect, ratio = TILE_RATIO, gap = TILE_GAP): Rect[] {
  const { columns, rows, width, height } = fitTiles(count, area, ratio, gap)
  if (columns === 0) return []
  const top = area.y + (area.height - rows * height - (rows - 1) * gap) / 2
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns)
    const inRow = row === rows - 1 ? count - row * columns : columns
    const start = area.x + (area.width - inRow * width - (inRow - 1) * gap) / 2
    const column = index - row * columns
    return {
      x: Math.round(start + column * (width + gap)),
      y: Math.round(top + row * (height + gap)),
      width,
      height,
    }
  })
}

/** The largest rectangle of a shape in the middle of an area. */
export function fitInside(area: Rect, ratio: number): Rect {
  const width = Math.floor(Math.min(area.width, area.height * ratio))
  const height = Math.floor(width / ratio)
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  }
}
