import { normaliseRoomName } from '../../../protocol/names.ts'

/** What the address says. */
export type Route =
  | { page: 'landing' }
  | { page: 'room'; room: string }
  /** The address names a room that cannot exist. */
  | { page: 'invalid-room'; typed: string }
  | { page: 'unknown' }

/** Reads the path of an address. */
export function parseRoute(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { page: 'landing' }
  const segment = /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1]
  if (segment === undefined) return { page: 'unknown' }
  const typed = decode(segment)
  const room = normaliseRoomName(typed)
  return room === undefined ? { page: 'invalid-room', typed } : { page: 'room', room }
}

/** Path of a room's page. */
export function roomPath(room: string): string {
  return `/r/${room}`
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
