import { clamp } from '../../numbers.ts'
import { fitTiles, type Size } from './tiling.ts'

/** A list that gives its parts: an array, or one of which this page has a part only. */
export interface Sliceable<T> {
  readonly length: number
  slice(from: number, to: number): readonly T[]
}

/** One page of a longer list. */
export interface Page<T> {
  items: readonly T[]
  /** Position of this page, from 0; clamped to the pages that there are. */
  index: number
  /** How many pages there are, at least 1. */
  count: number
}

/** Cuts the page out of a list; an index beyond the end gives the last page. */
export function pageOf<T>(items: Sliceable<T>, index: number, perPage: number): Page<T> {
  const size = Math.max(1, perPage)
  const count = Math.max(1, Math.ceil(items.length / size))
  const clamped = clamp(index, 0, count - 1)
  return { items: items.slice(clamped * size, (clamped + 1) * size), index: clamped, count }
}

/**
 * How many equal tiles one page holds before they become too small to recognise
 * a face.
 *
 * @param area - space for the tiles
 * @param most - upper bound, whatever the space
 * @param narrowest - smallest useful tile width
 */
export function gridCapacity(area: Size, most: number, narrowest: number): number {
  let capacity = 1
  for (let count = 2; count <= most; count += 1) {
    if (fitTiles(count, area).width >= narrowest) capacity = count
  }
  return capacity
}
