import { useEffect } from 'react'
import { useMeeting } from '../../store/meeting.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { loadPopups } from './load-popups.ts'
import { loadChat, loadDialogs, loadHostWords, loadPeople } from './parts.ts'

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
      for (const part of [loadPopups, loadChat, loadPeople, loadDialogs, loadHostWords]) fetchAhead(part)
    }, AFTER_MS)
    return () => clearTimeout(timer)
  }, [hasMedia])
}
