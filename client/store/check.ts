import { create } from 'zustand'
import { GuestCheck } from '../session/check/check.ts'
import type { CheckState } from '../session/check/check-state.ts'
import type { LevelListener } from '../session/state/actions.ts'

/** A check as its page shows it, with the picture: that of the camera, then the one that comes back. */
export interface CheckView extends CheckState {
  picture: MediaStreamTrack | undefined
}

const check = new GuestCheck({
  changed: (state) => useCheck.setState(state),
  pictureChanged: (picture) => useCheck.setState({ picture }),
})

/** The guest's own check. */
export const useCheck = create<CheckView>(() => ({ ...check.state, picture: undefined }))

/** What the page of a check can do. */
export const checkActions = {
  start: async () => await check.start(),
  stop: () => check.stop(),
  setHeard: async (heard: boolean) => await check.setHeard(heard),
  tryVoice: async () => await check.tryVoice(),
}

/** Hears the level of the microphone, 0 to 1. Returns the end of the subscription. */
export function watchCheckLevel(listener: LevelListener): () => void {
  return check.watchLevel(listener)
}
