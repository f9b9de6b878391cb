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

/** Whether an attack breaks limits, so that the server has to stop it. */
export function mustBeStopped(attack: string): boolean {
  return !Object.hasOwn(CROWDS, attack)
}
