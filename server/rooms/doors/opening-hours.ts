import type { OpeningHours } from '../../../protocol/index.ts'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const CLOCKS_KEPT = 100

const clocks = new Map<string, Intl.DateTimeFormat>()

/**
 * The clock of a place. Making one takes a thousand times as long as reading it.
 *
 * @throws {RangeError} for a time zone that does not exist
 */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  if (clocks.size >= CLOCKS_KEPT) clocks.clear()
  clocks.set(timeZone, clock)
  return clock
}

/** Whether a time zone exists, by the IANA database of this machine. */
export function isTimeZone(timeZone: string): boolean {
  try {
    clockOf(timeZone)
    return true
  } catch {
    return false
  }
}

/**
 * Whether a room with these hours is open. The clock of the place counts, summer time included. Hours of a time
 * zone that this machine does not know are never open: a rule that cannot be read lets nobody in.
 *
 * @param now - in milliseconds since 1970
 */
export function isOpenAt({ timeZone, windows }: OpeningHours, now: number): boolean {
  if (!isTimeZone(timeZone)) return false
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  )
  const day = WEEKDAYS.indexOf(parts.weekday ?? '') + 1
  const time = `${parts.hour}:${parts.minute}`
  return windows.some(({ days, from, until }) =>
    // A window whose end is before its beginning ends on the next day.
    until > from
      ? days.includes(day) && time >= from && time < until
      : (days.includes(day) && time >= from) || (days.includes(((day + 5) % 7) + 1) && time < until),
  )
}
