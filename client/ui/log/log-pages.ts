import type { LogEntry } from '../../../protocol/index.ts'

/** Lines that one request asks for. */
export const PAGE_LINES = 50

/** The log as far as it was read: the newest line first. */
export interface LogPages {
  entries: readonly LogEntry[]
  /** Whether older lines may be there. */
  hasMore: boolean
}

/** Adds what was read to what is known. Lines may come twice, and in any order. Pure. */
export function withPage(known: LogPages | null, page: readonly LogEntry[], isOlder: boolean): LogPages {
  const entries = known?.entries ?? []
  const numbers = new Set(entries.map(({ number }) => number))
  const all = [...entries, ...page.filter(({ number }) => !numbers.has(number))]
  all.sort((a, b) => b.number - a.number)
  const isFull = page.length >= PAGE_LINES
  const oldest = all.at(-1)?.number ?? 1
  // A full page of newer lines that meets no known one leaves a gap: the older ones are asked for anew.
  if (!isOlder && isFull && entries.length > 0 && !page.some(({ number }) => numbers.has(number))) {
    return { entries: [...page].sort((a, b) => b.number - a.number), hasMore: true }
  }
  const hasMore = isOlder || !known ? isFull && oldest > 1 : known.hasMore
  return { entries: all, hasMore }
}
