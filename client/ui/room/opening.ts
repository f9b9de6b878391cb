import { actions, getMeeting } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import { takeNewRoom } from '../routing/new-room.ts'
import { resetInterface } from '../../store/interface.ts'

let opening: Promise<void> = Promise.resolve()

/** Opens a room and, beside that, camera and microphone for the preview. */
export function openRoom(room: string): void {
  resetInterface()
  const isNew = takeNewRoom(room)
  opening = actions.openRoom(room, isNew)
  if (isNew) void claimOnceOpen()
  void actions.startPreview()
}

/** Beside the preview. Whoever has told no name yet claims with the join. */
async function claimOnceOpen(): Promise<void> {
  await opening
  const { name } = usePreferences.getState()
  if (name && getMeeting().door.claim === 'wished') await actions.claim(name)
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
