import { CROWDS } from './crowds.ts'
import type { Flood } from './flood.ts'
import { HTTP_FLOODS } from './http-floods.ts'
import { MEDIA_FLOODS } from './media-floods.ts'
import { SOCKET_FLOODS } from './socket-floods.ts'

/** Every attack by its name. */
export const FLOODS: Readonly<Record<string, Flood>> = {
  ...SOCKET_FLOODS,
  ...HTTP_FLOODS,
  ...MEDIA_FLOODS,
  ...CROWDS,
}

// Stopped by a deadline or by a budget that an honest crowd needs, which takes its time.
const STOPPED_AFTER_SECONDS: Readonly<Record<string, number>> = {
  halfOpen: 6,
  joinCutRepeat: 6,
  slowHeaders: 6,
  idleLines: 6,
  pollingOpens: 6,
}

/** Whether an attack that lasts so long breaks limits, so that the server has to stop it. */
export function mustBeStopped(attack: string, seconds: number): boolean {
  return !Object.hasOwn(CROWDS, attack) && seconds >= (STOPPED_AFTER_SECONDS[attack] ?? 0)
}
