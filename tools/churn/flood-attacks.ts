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
const SLOWLY_STOPPED = new Set(['halfOpen', 'joinCutRepeat', 'slowHeaders', 'idleLines', 'pollingOpens'])
const SLOWLY_STOPPED_AFTER_SECONDS = 6

/** Whether an attack that lasts so long breaks limits, so that the server has to stop it. */
export function mustBeStopped(attack: string, seconds: number): boolean {
  if (Object.hasOwn(CROWDS, attack)) return false
  return !SLOWLY_STOPPED.has(attack) || seconds >= SLOWLY_STOPPED_AFTER_SECONDS
}
