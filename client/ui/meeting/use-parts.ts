import { useEffect } from 'react'
import { useMeeting } from '../../store/meeting.ts'
import { loadChat, loadDialogs, loadPeople } from './parts.ts'

/**
 * Fetches all parts of the page once the meeting runs and the browser has time,
 * so that everything opens at once, without a line to the server too.
 */
export function useParts(): void {
  const hasMedia = useMeeting((state) => state.connection === 'connected')
  useEffect(() => {
    if (!hasMedia) return
    const load = (): void => {
      // What fails now is fetched again when it is needed.
      for (const part of [loadChat, loadPeople, loadDialogs]) part().catch(() => undefined)
    }
    // Safari has no idle callback.
    const hasIdle = 'requestIdleCallback' in window
    const handle = hasIdle ? requestIdleCallback(load, { timeout: 5000 }) : setTimeout(load, 2000)
    return () => (hasIdle ? cancelIdleCallback(handle as number) : clearTimeout(handle))
  }, [hasMedia])
}
