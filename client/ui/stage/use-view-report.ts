import { useEffect, useState } from 'react'
import { useInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import type { StagePlan } from '../layout/stage-plan.ts'
import { viewOf } from '../layout/view-report.ts'

/** Keeps the server informed of what is on the screen. */
export function useViewReport(plan: StagePlan): void {
  const participants = useMeeting((state) => state.participants)
  const connection = useMeeting((state) => state.connection)
  const pinned = useInterface((state) => state.pinned)
  const pixelRatio = usePixelRatio()
  const text = JSON.stringify(viewOf(plan, participants, pinned, pixelRatio))
  useEffect(() => {
    // After a reconnect the server may have a new idea of this seat: say it again.
    if (connection === 'connected') actions.setView(JSON.parse(text) as ReturnType<typeof viewOf>)
  }, [text, connection])
}

/** Device pixels of one CSS pixel; changes when a window moves to another screen or is zoomed. */
function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => devicePixelRatio)
  useEffect(() => {
    const list = matchMedia(`(resolution: ${ratio}dppx)`)
    const follow = (): void => setRatio(devicePixelRatio)
    list.addEventListener('change', follow)
    return () => list.removeEventListener('change', follow)
  }, [ratio])
  return ratio
}
