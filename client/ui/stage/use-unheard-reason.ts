import { useMeeting } from '../../store/meeting.ts'
import { isUndecodable, speaksUnheard } from '../../store/selectors.ts'
import { useLasting } from '../browser/use-lasting.ts'

/** A new voice is heard a moment after it is seen to speak. */
const DELAY_MS = 700

/** Why somebody who speaks is not heard here: others are louder, or this browser cannot play it; else null. */
export function useUnheardReason(participantId: string): 'unheard' | 'unplayable' | null {
  const isUnheard = useLasting(
    useMeeting((state) => speaksUnheard(state, participantId)),
    DELAY_MS,
  )
  const isUnplayable = useMeeting((state) => isUndecodable(state, participantId, 'microphone'))
  if (!isUnheard) return null
  return isUnplayable ? 'unplayable' : 'unheard'
}
