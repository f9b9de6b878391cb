import { useEffect, useRef } from 'react'
import { setInterface, useInterface } from '../../store/interface.ts'
import { getMeeting, useMeeting } from '../../store/meeting.ts'
import { withPresence } from '../../store/presence-log.ts'
import { latestSeq } from '../../store/selectors.ts'

/** Notes who comes and goes, for the quiet lines in the chat. Who was here before is no news. */
export function usePresenceLog(): void {
  const order = useMeeting((state) => state.order)
  const known = useRef<{ order: readonly string[]; names: Record<string, string>; isWhole: boolean }>(
    undefined,
  )
  useEffect(() => {
    const state = getMeeting()
    // A lost connection may empty the list for a moment: nobody left because of that.
    if (state.connection !== 'connected') return
    const names = { ...known.current?.names }
    for (const id of order) names[id] = state.participants[id]?.name ?? names[id] ?? ''
    // Those whose names came late were here before.
    if (known.current?.isWhole) {
      const log = useInterface.getState().presence
      const next = withPresence(log, known.current.order, order, names, latestSeq(state))
      if (next !== log) setInterface({ presence: next })
    }
    known.current = { order, names, isWhole: state.unlisted === 0 }
  }, [order])
}
