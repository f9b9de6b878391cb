import { ROSTER_WINDOW_MAX } from '../../../protocol/limits.ts'
import type { ListWindow } from './list-window.ts'

/** A part of the server's list that is asked for. */
export interface ListLook {
  from: number
  count: number
}

/** The look of a list that has just been opened. */
export const FIRST_LOOK: ListLook = { from: 0, count: ROSTER_WINDOW_MAX }

/**
 * The part of the list to ask for. It stays while it holds all rows that are rendered, some of
 * which are not on the screen yet; else they stand in the middle of the next one, so that
 * scrolling in either direction finds what comes.
 *
 * @param rows - rendered rows
 */
export function lookForRows(look: ListLook, { start, end }: ListWindow): ListLook {
  if (start >= look.from && end <= look.from + look.count) return look
  const middle = Math.round((start + end) / 2)
  return { ...look, from: Math.max(0, middle - ROSTER_WINDOW_MAX / 2) }
}
