import { useCallback, useEffect, useState } from 'react'
import type { View } from '../../../protocol/index.ts'
import { useInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { useIsHidden } from '../browser/use-is-hidden.ts'
import type { StagePlan } from '../layout/stage-plan.ts'
import { viewOf } from '../layout/view-report.ts'

/** A glance at another window costs no picture; only who stays away receives none. */
const AWAY_MS = 3000

/** Keeps the server informed of what is on the screen. */
export function useViewReport(plan: StagePlan): void {
  const connection = useMeeting((state) => state.connection)
  const pins = useInterface((state) => state.pins)
  const pixelRatio = usePixelRatio()
  const isHidden = useIsHidden(AWAY_MS)
  const seen = isHidden ? NOTHING : plan
  // As text, so that only another view renders again.
  const text = useMeeting(
    useCallback(
      (state) => JSON.stringify(viewOf(seen, state.participants, pins, pixelRatio)),
      [seen, pins, pixelRatio],
    ),
  )
  useEffect(() => {
    // After a reconnect the server may have a new idea of this seat: say it again.
    if (connection === 'connected') actions.setView(JSON.parse(text) as View)
  }, [text, connection])
}

const NOTHING: Pick<StagePlan, 'tiles'> = { tiles: [] }

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
