import type { ActorName } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { RoomEvent, RoomEventName, RoomEvents } from './ports/events.ts'

type Details<N extends RoomEventName> = (event: RoomEvent<N>) => object
type Decisions = { readonly [N in RoomEventName]?: readonly [text: string, details: Details<N>] }

/** Ids and codes alone: what people are called and what they write is none of the operator's business. */
const DECISIONS: Decisions = {
  rulesChanged: ['rules changed', ({ changes }) => ({ rules: Object.keys(changes) })],
  ownerChanged: ['owner changed', ({ displayName }) => ({ owned: displayName !== null })],
  roleChanged: [
    'role changed',
    ({ participantId, role, before }) => ({ participant: participantId, role, before }),
  ],
  tracksStopped: [
    'tracks stopped',
    ({ participantId, source, count }) => ({ participant: participantId, source, count }),
  ],
  trackAsked: ['track asked for', ({ participantId, source }) => ({ participant: participantId, source })],
  handsLowered: ['hands lowered', ({ participantId, count }) => ({ participant: participantId, count })],
  participantRenamedBy: ['participant renamed', ({ participantId }) => ({ participant: participantId })],
  participantRemoved: [
    'participant removed',
    ({ participantId, banned }) => ({ participant: participantId, banned }),
  ],
  participantMoved: ['participant moved', ({ participantId, to }) => ({ participant: participantId, to })],
  banLifted: ['ban lifted', () => ({})],
  spotlightChanged: ['spotlight changed', ({ participantIds }) => ({ participants: participantIds })],
  roomEnding: ['room ending', ({ at }) => ({ at })],
  knockDecided: ['knock decided', ({ id, admitted }) => ({ knock: id, admitted })],
  invitationMade: ['invitation made', ({ id, role }) => ({ invitation: id, role })],
  invitationRevoked: ['invitation revoked', ({ id }) => ({ invitation: id })],
}

/** Writes what hosts and programs decide in rooms to the log: one line for each decision, and who made it. */
export function logDecisions(events: RoomEvents, logger: Logger): void {
  for (const [name, entry] of Object.entries(DECISIONS)) {
    const [text, details] = entry as readonly [string, Details<RoomEventName>]
    events.on(name as RoomEventName, (event: RoomEvent) => {
      logger.info({ room: event.room, ...byOf(event), ...details(event) }, text)
    })
  }
}

/** Who decided, as an id; a program has none. */
function byOf(event: RoomEvent): { by?: string } {
  const by = 'by' in event ? (event.by as ActorName | undefined) : undefined
  return by ? { by: by.id ?? 'program' } : {}
}
