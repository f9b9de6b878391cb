import { useEffect } from 'react'
import { useMeeting } from '../../store/meeting.ts'
import { loadChat, loadDialogs, loadPeople, loadQuality } from './parts.ts'
import { loadMore } from '../toolbar/load-more.ts'

// Late enough to take nothing from the first pictures, in milliseconds.
const AFTER_MS = 10_000

/**
 * Fetches all parts of the page once the meeting has run for a while, so that
 * everything opens at once, without a line to the server too.
 */
export function useParts(): void {
  const hasMedia = useMeeting((state) => state.connection === 'connected')
  useEffect(() => {
    if (!hasMedia) return
    const timer = setTimeout(() => {
      // What fails now is fetched again when it is needed.
      for (const part of [loadChat, loadPeople, loadDialogs, loadQuality, loadMore])
        part().catch(() => undefined)
    }, AFTER_MS)
    return () => clearTimeout(timer)
  }, [hasMedia])
}
