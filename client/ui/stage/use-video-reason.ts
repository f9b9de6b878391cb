import type { VideoSource } from '../../../protocol/index.ts'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { useIsHidden } from '../browser/use-is-hidden.ts'
import { useLasting } from '../browser/use-lasting.ts'
import {
  chooseReason,
  findTrouble,
  REASON_DELAY_MS,
  sendsFewVideos,
  type VideoReason,
} from './video-reason.ts'

/** Why a picture that is shown stands still or is missing; null while all is well. */
export function useVideoReason(participantId: string, source: VideoSource): VideoReason | null {
  const trouble = useMeeting((state) => findTrouble(state, participantId, source))
  // What this person hides is not asked for, so that none is missing.
  const isHiddenForMe = useInterface((state) => state.hiddenForMe.includes(participantId))
  const isBusy = useMeeting(sendsFewVideos)
  const delayMs = isBusy ? REASON_DELAY_MS.busy : REASON_DELAY_MS.limit
  // A hidden page asks for no pictures, so that none is missing.
  const isHidden = useIsHidden(0)
  const hasLasted = useLasting(trouble === 'notSent' && !isHidden, delayMs)
  return isHiddenForMe ? null : chooseReason(trouble, hasLasted, isBusy)
}
