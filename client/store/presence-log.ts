/** Somebody came or went, placed after a chat message so that clocks do not matter. */
export interface PresenceEvent {
  kind: 'joined' | 'left'
  participantId: string
  name: string
  /** Number of the latest chat message to everybody at that moment. */
  afterSeq: number
  /** Number of the latest private one. */
  afterPrivateSeq: number
}

/** Longest log that is kept; older lines go first. */
export const PRESENCE_LOG_MAX = 200

/**
 * Adds what changed between two lists of people.
 *
 * @param names - names of everybody who is or was in the room, by id
 */
export function withPresence(
  log: readonly PresenceEvent[],
  before: readonly string[],
  after: readonly string[],
  names: Readonly<Record<string, string>>,
  latest: Pick<PresenceEvent, 'afterSeq' | 'afterPrivateSeq'>,
): readonly PresenceEvent[] {
  const was = new Set(before)
  const is = new Set(after)
  const event = (kind: PresenceEvent['kind'], participantId: string): PresenceEvent => ({
    kind,
    participantId,
    name: names[participantId] ?? '',
    ...latest,
  })
  const added = [
    ...after.filter((id) => !was.has(id)).map((id) => event('joined', id)),
    ...before.filter((id) => !is.has(id)).map((id) => event('left', id)),
  ]
  return added.length === 0 ? log : [...log, ...added].slice(-PRESENCE_LOG_MAX)
}
