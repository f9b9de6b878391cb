import { useEffect, useRef } from 'react'
import type { Phase } from '../../session/state/state.ts'
import { getMeeting } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'

/** Plays a chime when somebody who waited comes in: they may look at something else meanwhile. */
export function useAdmissionChime(phase: Phase): void {
  const before = useRef(phase)
  useEffect(() => {
    const hasWaited = before.current === 'waiting'
    before.current = phase
    if (!hasWaited || phase !== 'meeting' || !usePreferences.getState().sounds) return
    void chime()
  }, [phase])
}

async function chime(): Promise<void> {
  try {
    const { playChime } = await import('../prejoin/chime.ts')
    await playChime(getMeeting().local.selected.speaker)
  } catch {
    // Without the line to fetch it there is no chime; the meeting is there all the same.
  }
}
