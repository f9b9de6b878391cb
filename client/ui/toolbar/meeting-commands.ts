import { getMeeting, actions } from '../../store/meeting.ts'

/** Mutes or unmutes; while the microphone starts, the click takes the start back. */
export function toggleMicrophone(): void {
  void actions.setMicrophone(getMeeting().local.microphone.status === 'off')
}

/** Turns the camera on or off. */
export function toggleCamera(): void {
  void actions.setCamera(getMeeting().local.camera.status === 'off')
}

/** Starts or stops sharing the screen, where the browser can. */
export function toggleShare(): void {
  const { local } = getMeeting()
  if (local.screen.status === 'on') void actions.stopScreenShare()
  else if (local.canShareScreen && local.screen.status === 'off') void actions.startScreenShare()
}

/** Raises or lowers the own hand. */
export function toggleHand(): void {
  void actions.setHand(getMeeting().self?.handRaisedAt === null)
}
