import { useEffect, useRef } from 'react'
import type { Phase } from '../../session/state/state.ts'
import { getMeeting } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import { playChime } from '../prejoin/chime.ts'

/** Plays a chime when somebody who waited comes in: they may look at something else meanwhile. */
export function useAdmissionChime(phase: Phase): void {
  const before = useRef(phase)
  useEffect(() => {
    const hasWaited = before.current === 'waiting'
    before.current = phase
    if (!hasWaited || phase !== 'meeting' || !usePreferences.getState().sounds) return
    void playChime(getMeeting().local.selected.speaker)
  }, [phase])
}
