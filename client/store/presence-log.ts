/** Where a line stands: after a chat message, so that clocks do not matter. */
export interface PresencePlace {
  /** Number of the latest chat message to everybody at that moment. */
  afterSeq: number
  /** Number of the latest private one. */
  afterPrivateSeq: number
}

/** Somebody came or went. */
export interface NamedPresence extends PresencePlace {
  kind: 'joined' | 'left'
  participantId: string
  name: string
}

/** So many came or went in a large room, where not everybody is known. */
interface CountedPresence extends PresencePlace {
  kind: 'joined' | 'left'
  count: number
}

/** One or several came or went. */
export type PresenceEvent = NamedPresence | CountedPresence

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
  latest: PresencePlace,
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

/** Adds how many came and how many went; what happened between the same two messages is one line. */
export function withPresenceCounts(
  log: readonly PresenceEvent[],
  { joined, left }: { joined: number; left: number },
  latest: PresencePlace,
): readonly PresenceEvent[] {
  const withCount = (
    before: readonly PresenceEvent[],
    kind: PresenceEvent['kind'],
    count: number,
  ): readonly PresenceEvent[] => {
    if (count === 0) return before
    const isSame = (event: PresenceEvent): boolean =>
      'count' in event &&
      event.kind === kind &&
      event.afterSeq === latest.afterSeq &&
      event.afterPrivateSeq === latest.afterPrivateSeq
    const known = before.findLastIndex(isSame)
    if (known < 0) return [...before, { kind, count, ...latest }].slice(-PRESENCE_LOG_MAX)
    return before.map((event, index) =>
      index === known && 'count' in event ? { ...event, count: event.count + count } : event,
    )
  }
  return withCount(withCount(log, 'joined', joined), 'left', left)
}
