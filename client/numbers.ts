import { TILE_PIXELS_MAX } from '../protocol/limits.ts'

/** The value within bounds. Where the bounds contradict each other, the upper one counts. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

/** An edge of a video in whole pixels, 1 to `TILE_PIXELS_MAX`, as the protocol allows it. */
export function wholePixels(edge: number): number {
  return clamp(Math.round(edge), 1, TILE_PIXELS_MAX)
}
