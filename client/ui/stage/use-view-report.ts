import { useCallback, useEffect, useState } from 'react'
import type { View } from '../../../protocol/index.ts'
import { useInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { useIsHidden } from '../browser/use-is-hidden.ts'
import type { StageLook } from '../layout/stage-list.ts'
import type { StagePlan } from '../layout/stage-plan.ts'
import { viewOf } from '../layout/view-report.ts'

/** A glance at another window costs no picture; only who stays away receives none. */
const AWAY_MS = 3000

/** Keeps the server informed of what is on the screen. */
export function useViewReport(plan: StagePlan): void {
  const connection = useMeeting((state) => state.connection)
  const pins = useInterface((state) => state.pins)
  const hidden = useInterface((state) => state.hiddenForMe)
  const pixelRatio = usePixelRatio()
  const isHidden = useIsHidden(AWAY_MS)
  const seen = isHidden ? NOTHING : plan
  // As text, so that only another view renders again.
  const text = useMeeting(
    useCallback(
      (state) => JSON.stringify(viewOf(seen, state, pins, pixelRatio, hidden)),
      [seen, pins, pixelRatio, hidden],
    ),
  )
  useEffect(() => {
    // After a reconnect the server may have a new idea of this seat: say it again.
    if (connection === 'connected') actions.setView(JSON.parse(text) as View)
  }, [text, connection])
  useStageLook(seen.look)
}

/** Asks for the people of the page and of its neighbours, in a room whose people are not all known. */
function useStageLook(look: StageLook | null): void {
  const { from, count } = look ?? { from: 0, count: 0 }
  useEffect(() => actions.look({ list: 'stage', from, count }), [from, count])
  useEffect(() => () => actions.look({ list: 'stage', from: 0, count: 0 }), [])
}

const NOTHING: Pick<StagePlan, 'tiles' | 'look'> = { tiles: [], look: null }

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
