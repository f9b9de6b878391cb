import { useEffect, useRef } from 'react'
import { setInterface, useInterface } from '../../store/interface.ts'
import { getMeeting, useMeeting } from '../../store/meeting.ts'
import { withPresence } from '../../store/presence-log.ts'
import { latestPrivateSeq, latestSeq } from '../../store/selectors.ts'

/** Notes who comes and goes, for the quiet lines in the chat. Who was here before is no news. */
export function usePresenceLog(): void {
  const order = useMeeting((state) => state.order)
  // A lost connection may empty the list for a moment: nobody left because of that. And in a
  // large room it comes in parts: those whose names came late were here before.
  const isSettled = useMeeting(({ connection, unlisted }) => connection === 'connected' && unlisted === 0)
  const known = useRef<{ order: readonly string[]; names: Record<string, string> }>(undefined)
  useEffect(() => {
    if (!isSettled) return
    const state = getMeeting()
    const names = { ...known.current?.names }
    for (const id of order) names[id] = state.participants[id]?.name ?? names[id] ?? ''
    if (known.current) {
      const log = useInterface.getState().presence
      const next = withPresence(log, known.current.order, order, names, {
        afterSeq: latestSeq(state),
        afterPrivateSeq: latestPrivateSeq(state),
      })
      if (next !== log) setInterface({ presence: next })
    }
    known.current = { order, names }
  }, [order, isSettled])
}
