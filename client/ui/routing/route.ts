import type { NameProblem } from '../../../protocol/name-check.ts'
import { checkRoomName } from '../../../protocol/room-name.ts'

/** What the address says. */
export type Route =
  | { page: 'landing' }
  | { page: 'room'; room: string }
  /** The guest's own check. */
  | { page: 'check' }
  /** The address names a room that cannot exist. */
  | { page: 'invalid-room'; typed: string; problem: NameProblem }
  | { page: 'unknown' }

/** Reads the path of an address. */
export function parseRoute(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { page: 'landing' }
  if (/^\/test\/?$/.test(pathname)) return { page: 'check' }
  const segment = /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1]
  if (segment === undefined) return { page: 'unknown' }
  const typed = decodeSegment(segment)
  const { name: room, problem } = checkRoomName(typed)
  return problem ? { page: 'invalid-room', typed, problem } : { page: 'room', room }
}

/** Path of a room's page, encoded as it stands in links. */
export function roomPath(room: string): string {
  return `/r/${encodeURIComponent(room)}`
}

/** Text of a part of a path; as it is where its escapes are broken. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
