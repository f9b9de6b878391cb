import { useEffect } from 'react'
import { useMeeting } from '../../store/meeting.ts'
import { fetchWhileIdle } from '../browser/fetch-ahead.ts'
import { loadPopups } from './load-popups.ts'
import { loadChat, loadDialogs, loadHostWords, loadPeople } from './parts.ts'

// The first pictures have come by then, in milliseconds; until the page rests it is later.
const AFTER_MS = 1500

/**
 * Fetches all parts of the page once the meeting has begun, so that everything opens at once, without
 * a line to the server too. The list of people comes first: who enters a large room looks who is there.
 */
export function useParts(): void {
  const hasMedia = useMeeting((state) => state.connection === 'connected')
  useEffect(() => {
    if (!hasMedia) return
    let end = (): void => undefined
    const timer = setTimeout(() => {
      end = fetchWhileIdle([loadPeople, loadChat, loadPopups, loadDialogs, loadHostWords])
    }, AFTER_MS)
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [hasMedia])
}
