import { clamp } from '../../numbers.ts'

/** Rows that are rendered beyond the visible ones, so that scrolling shows no gaps. */
const SPARE_ROWS = 8
/** Shorter lists are rendered whole. */
export const WINDOW_FROM = 80

/** The part of a long list that is rendered, from `start` up to but without `end`. */
export interface ListWindow {
  start: number
  end: number
}

/**
 * Chooses the rows that are on the screen, and a few around them.
 *
 * @param windowFrom - shorter lists are rendered whole
 */
export function visibleRows(
  count: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
  windowFrom = WINDOW_FROM,
): ListWindow {
  if (count < windowFrom) return { start: 0, end: count }
  const first = Math.floor(scrollTop / rowHeight)
  const last = Math.ceil((scrollTop + height) / rowHeight)
  const end = Math.min(count, last + SPARE_ROWS)
  return { start: clamp(first - SPARE_ROWS, 0, end), end }
}
