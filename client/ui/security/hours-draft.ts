import type { OpeningHours } from '../../../protocol/index.ts'

/** Opening hours as somebody edits them: not all of it makes sense yet. */
export interface HoursDraft {
  timeZone: string
  windows: readonly DraftWindow[]
}

/** One time of a draft. */
export interface DraftWindow {
  /** Days of the week, 1 is Monday. */
  days: readonly number[]
  /** As a time field gives it, such as 09:30; empty while it was not filled in. */
  from: string
  /** Midnight is the end of the day. */
  until: string
}

/** Most times that a room can have. */
export const WINDOWS_MAX = 21

const WORKDAYS: DraftWindow = { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }

/** What the editor begins with: the hours of the room, or those of an office in this time zone. */
export function draftOf(hours: OpeningHours | null, timeZone: string): HoursDraft {
  if (!hours) return { timeZone, windows: [WORKDAYS] }
  return {
    timeZone: hours.timeZone,
    windows: hours.windows.map((window) => ({
      ...window,
      until: window.until === '24:00' ? '00:00' : window.until,
    })),
  }
}

/**
 * Reads opening hours from a draft.
 *
 * @returns what is wrong with it: `days`, a time has none; `order`, one ends before it begins
 */
export function readDraft({ timeZone, windows }: HoursDraft): OpeningHours | 'days' | 'order' {
  if (windows.length === 0 || windows.some(({ days }) => days.length === 0)) return 'days'
  const read = windows.map(({ days, from, until }) => ({
    days: [...days].sort((a, b) => a - b),
    from,
    until: until === '00:00' ? '24:00' : until,
  }))
  if (read.some(({ from, until }) => !from || from >= until)) return 'order'
  return { timeZone, windows: read }
}

/** A draft with one time changed. */
export function changeWindow(draft: HoursDraft, index: number, part: Partial<DraftWindow>): HoursDraft {
  return {
    ...draft,
    windows: draft.windows.map((window, at) => (at === index ? { ...window, ...part } : window)),
  }
}

/** A draft with one more time, on the weekend. */
export function addWindow(draft: HoursDraft): HoursDraft {
  return { ...draft, windows: [...draft.windows, { ...WORKDAYS, days: [6, 7] }].slice(0, WINDOWS_MAX) }
}

/** A draft without one of its times. */
export function removeWindow(draft: HoursDraft, index: number): HoursDraft {
  return { ...draft, windows: draft.windows.filter((_, at) => at !== index) }
}

/** Days with one more, or without it. */
export function toggleDay(days: readonly number[], day: number): number[] {
  return days.includes(day) ? days.filter((one) => one !== day) : [...days, day]
}

/** Short names of the days of the week, Monday first. */
export function dayNames(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)))
}
