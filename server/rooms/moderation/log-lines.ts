import type { LogEntry } from '../../../protocol/index.ts'
import type { RoomEvent, RoomEventName } from '../ports/events.ts'

/** A line before it has its number and its time. */
export type LogLine = Omit<LogEntry, 'number' | 'at'>

/** Says what somebody of this id is called. */
export type NameOf = (participantId: string) => string

type Describe<N extends RoomEventName> = (event: RoomEvent<N>, nameOf: NameOf) => LogLine | undefined
type Lines = { readonly [N in RoomEventName]?: Describe<N> }

const whom = (participantId: string | undefined, nameOf: NameOf): Pick<LogLine, 'target'> =>
  participantId === undefined ? {} : { target: { id: participantId, name: nameOf(participantId) } }

/** What people do by themselves: any number of them may do it, any number of times. */
const PEOPLE: Lines = {
  participantJoined: ({ participant: { id, name, role } }) => ({
    kind: 'joined',
    target: { id, name },
    details: { role },
  }),
  participantLeft: ({ participantId }, nameOf) => ({ kind: 'left', ...whom(participantId, nameOf) }),
  participantRenamed: ({ participantId, displayName }, nameOf) => {
    const before = nameOf(participantId)
    if (before === displayName) return undefined
    return {
      kind: 'renamed',
      by: { id: participantId, name: before },
      target: { id: participantId, name: displayName },
      details: { before },
    }
  },
  knocked: ({ displayName }) => ({ kind: 'knocked', target: { name: displayName } }),
}

/** What hosts decide, each of whom is charged for it. */
const DECISIONS: Lines = {
  tracksStopped: ({ participantId, source, count, by }, nameOf) => ({
    kind: 'tracks-stopped',
    by,
    ...whom(participantId, nameOf),
    details: { source, count },
  }),
  trackAsked: ({ participantId, source, by }, nameOf) => ({
    kind: 'asked',
    by,
    ...whom(participantId, nameOf),
    details: { source },
  }),
  handsLowered: ({ participantId, count, by }, nameOf) => ({
    kind: 'hands-lowered',
    by,
    ...whom(participantId, nameOf),
    details: { count },
  }),
  roleChanged: ({ participantId, role, before, by }, nameOf) => ({
    kind: 'role-changed',
    ...(by ? { by } : {}),
    ...whom(participantId, nameOf),
    details: { role, before },
  }),
  participantRenamedBy: ({ participantId, displayName, before, by }) => ({
    kind: 'renamed',
    by,
    target: { id: participantId, name: displayName },
    details: { before },
  }),
  participantRemoved: ({ participantId, displayName, banned, by }) => ({
    kind: banned ? 'banned' : 'removed',
    by,
    target: { id: participantId, name: displayName },
  }),
  participantMoved: ({ participantId, displayName, to, by }) => ({
    kind: 'moved',
    by,
    target: { id: participantId, name: displayName },
    details: { to },
  }),
  banLifted: ({ displayName, by }) => ({ kind: 'ban-lifted', by, target: { name: displayName } }),
  spotlightChanged: ({ participantIds, by }, nameOf) => ({
    kind: 'spotlight',
    by,
    details: { people: participantIds.map(nameOf).join(', '), count: participantIds.length },
  }),
  rulesChanged: ({ changes, by }) => {
    const { hasPassword, hours, ...rules } = changes
    if (hasPassword !== undefined) return { kind: hasPassword ? 'password-set' : 'password-removed', by }
    // Hours have no short form.
    const open = hours === undefined ? {} : { hours: hours !== null }
    return { kind: 'rules-changed', by, details: { ...rules, ...open } }
  },
  ownerChanged: ({ displayName }) =>
    displayName === null ? undefined : { kind: 'claimed', by: { name: displayName } },
  roomEnding: ({ at, by }) => ({ kind: 'ending', by, details: { at } }),
  roomClosed: ({ reason }) => (reason === 'ended' ? { kind: 'ended' } : undefined),
  knockDecided: ({ displayName, admitted, by }) => ({
    kind: admitted ? 'admitted' : 'denied',
    by,
    target: { name: displayName },
  }),
  invitationMade: ({ role, by }) => ({ kind: 'invitation-made', by, details: { role } }),
  invitationRevoked: ({ by }) => ({ kind: 'invitation-revoked', by }),
}

/** Names of the events of which the log tells, those of people and those of hosts. */
export const LOGGED_EVENTS = {
  people: Object.keys(PEOPLE) as RoomEventName[],
  decisions: Object.keys(DECISIONS) as RoomEventName[],
}

/** The line that an event is worth; undefined when it is none. Pure. */
export function lineOf(event: RoomEvent, nameOf: NameOf): LogLine | undefined {
  const describe = { ...PEOPLE, ...DECISIONS }[event.name] as
    ((event: RoomEvent, nameOf: NameOf) => LogLine | undefined) | undefined
  return describe?.(event, nameOf)
}
