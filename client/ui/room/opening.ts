import { actions, getMeeting } from '../../store/meeting.ts'
import { resetInterface } from '../../store/interface.ts'

let opening: Promise<void> = Promise.resolve()

/** Opens a room and, beside that, camera and microphone for the preview. */
export function openRoom(room: string): void {
  resetInterface()
  opening = actions.openRoom(room)
  void actions.startPreview()
}

/** Settles when the room is open, so that an early click on Join waits for it. */
export function whenOpen(): Promise<void> {
  return opening
}

/** Gives up whatever is open: the seat, the camera, the microphone. */
export function closeRoom(): void {
  const { phase } = getMeeting()
  if (phase !== 'left' && phase !== 'ended' && phase !== 'idle') void actions.leave()
}
