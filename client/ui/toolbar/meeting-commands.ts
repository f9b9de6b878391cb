import i18next from 'i18next'
import type { TrackSource } from '../../session/state/state.ts'
import { getMeeting, actions } from '../../store/meeting.ts'
import { whyNotSend } from '../../store/permissions.ts'
import { notify } from '../toasts/notify.ts'

/** Whether this person may send a source; says why where they may not. */
export function checkMaySend(source: TrackSource): boolean {
  const why = whyNotSend(getMeeting(), source)
  if (why) notify({ id: `why-${source}`, text: i18next.t(`moderation.why.${why}`) })
  return why === null
}

/** Mutes or unmutes; while the microphone starts, the click takes the start back. */
export function toggleMicrophone(): void {
  if (!checkMaySend('microphone')) return
  void actions.setMicrophone(getMeeting().local.microphone.status === 'off')
}

/** Turns the camera on or off. */
export function toggleCamera(): void {
  if (!checkMaySend('camera')) return
  void actions.setCamera(getMeeting().local.camera.status === 'off')
}

/** Starts or stops sharing the screen, where the browser can. */
export function toggleShare(): void {
  if (!checkMaySend('screen')) return
  const { local } = getMeeting()
  if (local.screen.status === 'on') void actions.stopScreenShare()
  else if (local.canShareScreen && local.screen.status === 'off') void actions.startScreenShare()
}

/** Raises or lowers the own hand. */
export function toggleHand(): void {
  void actions.setHand(getMeeting().self?.handRaisedAt === null)
}
