import { useMeeting } from '../../store/meeting.ts'
import { speaksUnheard } from '../../store/selectors.ts'
import { useLasting } from '../browser/use-lasting.ts'

/** A new voice is heard a moment after it is seen to speak. */
const DELAY_MS = 700

/** Whether somebody speaks whose sound is left out here, because others are louder. */
export function useIsUnheard(participantId: string): boolean {
  return useLasting(
    useMeeting((state) => speaksUnheard(state, participantId)),
    DELAY_MS,
  )
}
