import { useEffect, useState } from 'react'
import { getMeeting, useMeeting } from '../../store/meeting.ts'

/** How long somebody stands among the speakers after the last word, so that the list is calm. */
const HOLD_MS = 8000
const CHECK_MS = 1000

/** Ids of those who spoke a moment ago. */
export function useRecentSpeakers(): ReadonlySet<string> {
  const [speakers, setSpeakers] = useState<ReadonlySet<string>>(new Set())
  const self = useMeeting((state) => state.self?.id)
  useEffect(() => {
    const spokeAt = new Map<string, number>()
    const check = (): void => {
      const now = performance.now()
      for (const id of Object.keys(getMeeting().speaking)) if (id !== self) spokeAt.set(id, now)
      for (const [id, at] of spokeAt) if (now - at > HOLD_MS) spokeAt.delete(id)
      setSpeakers((known) => (isSameSet(known, spokeAt) ? known : new Set(spokeAt.keys())))
    }
    const timer = setInterval(check, CHECK_MS)
    return () => clearInterval(timer)
  }, [self])
  return speakers
}

function isSameSet(known: ReadonlySet<string>, now: ReadonlyMap<string, number>): boolean {
  return known.size === now.size && [...now.keys()].every((id) => known.has(id))
}
