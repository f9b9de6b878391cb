import {
  can,
  OPEN_RULES,
  requests,
  SEND_ACTION,
  type Action,
  type ErrorCode,
  type RequestName,
  type Role,
} from '../../protocol/index.ts'

/** Who can make a request, by what the server knows of them. */
export const CALLERS = [
  'stranger',
  'waiting',
  'removed',
  'banned',
  'viewer',
  'speaker',
  'co-host',
  'host',
  'owner',
  'host elsewhere',
] as const

/** One of these. */
export type Caller = (typeof CALLERS)[number]

/** What each of them is, in words. */
export const CALLER_TEXTS: Readonly<Record<Caller, string>> = {
  stranger: 'is connected and in no room',
  waiting: 'waits in the lobby of the room',
  removed: 'was removed from the room a moment ago',
  banned: 'was removed and may not come back',
  viewer: 'has a seat in this role',
  speaker: 'has a seat in this role',
  'co-host': 'has a seat in this role',
  host: 'was made host by another one',
  owner: 'is host because the room is theirs',
  'host elsewhere': 'is host of another room, and means somebody in this one',
}

/** `yes`: the request is carried out, or refused for a reason that has nothing to do with who asks. */
export type Permission = 'yes' | ErrorCode

const SEATLESS: ReadonlySet<Caller> = new Set(['stranger', 'waiting', 'removed', 'banned'])

/** Requests that name somebody: of another room, nobody is found. */
const NAMES_SOMEBODY: ReadonlySet<RequestName> = new Set([
  'tracks:stop',
  'tracks:ask',
  'hands:lower',
  'role:set',
  'spotlight:set',
  'participant:remove',
])

/**
 * What the server must answer, by the table of requests and by `can`.
 *
 * @param name - the request, as `sampleRequests` of test/kit makes it
 */
export function permissionOf(name: RequestName, caller: Caller): Permission {
  const row: { permission: string; action?: Action } = requests[name]
  if (name === 'room:join' || name === 'lobby:knock') return joinPermission(caller)
  if (name === 'check:open') return SEATLESS.has(caller) ? 'yes' : 'already_joined'
  if (row.permission === 'anybody') return 'yes'
  if (SEATLESS.has(caller)) return 'not_joined'
  return memberPermission(name, caller, row.action)
}

/** Of somebody with a seat. */
function memberPermission(name: RequestName, caller: Caller, action: Action | undefined): Permission {
  const role = roleOf(caller)
  const forbids = (needed: Action | undefined): boolean =>
    needed !== undefined && !can(role, needed, OPEN_RULES)
  if (forbids(action)) return 'not_allowed'
  if (name === 'owner:link') return caller === 'host' ? 'not_allowed' : 'yes'
  // A microphone, as the sample has it.
  if (name === 'producer:create' && forbids(SEND_ACTION.microphone)) return 'not_allowed'
  if (name === 'role:set' && forbids('stage')) return 'not_allowed'
  return caller === 'host elsewhere' && NAMES_SOMEBODY.has(name) ? 'target_gone' : 'yes'
}

function joinPermission(caller: Caller): Permission {
  if (caller === 'banned') return 'banned'
  return SEATLESS.has(caller) ? 'yes' : 'already_joined'
}

function roleOf(caller: Caller): Role {
  return caller === 'host elsewhere' || caller === 'owner' ? 'host' : (caller as Role)
}
