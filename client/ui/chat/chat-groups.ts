import type { ChatMessage } from '../../../protocol/chat.ts'
import type { PendingMessage } from '../../session/state/state.ts'
import type { NamedPresence, PresenceEvent } from '../../store/presence-log.ts'

/** Messages of one person in a row, under one heading. */
export interface MessageGroup {
  kind: 'messages'
  key: string
  from: string
  fromName: string
  /** Recipient of private messages; absent for everybody. */
  to?: string
  toName?: string
  /** Time of the first one. */
  at: number
  messages: readonly ChatMessage[]
}

/** Who came and went between two messages, in one line. */
export interface PresenceGroup {
  kind: 'presence'
  key: string
  /** Names of those who are known by name. */
  joined: readonly string[]
  left: readonly string[]
  /** How many more came and went. */
  joinedCount: number
  leftCount: number
}

/** One entry of the chat as it is shown. */
export type ChatEntry = MessageGroup | PresenceGroup

/** A pause as long as this starts a new heading with a new time. */
export const GROUP_PAUSE_MS = 3 * 60_000

/** Puts messages and comings and goings into the entries that are shown. */
export function groupChat(messages: readonly ChatMessage[], presence: readonly PresenceEvent[]): ChatEntry[] {
  const entries: ChatEntry[] = []
  let next = 0
  const addPresenceUntil = (message?: ChatMessage): void => {
    const from = next
    for (let event = presence[next]; event && (!message || isBefore(event, message)); event = presence[next])
      next += 1
    const group = collapse(presence.slice(from, next), entries.length)
    if (group) entries.push(group)
  }
  for (const message of messages) {
    addPresenceUntil(message)
    const last = entries.at(-1)
    if (last?.kind === 'messages' && continues(last, message)) {
      entries[entries.length - 1] = { ...last, messages: [...last.messages, message] }
    } else {
      entries.push(startGroup(message))
    }
  }
  addPresenceUntil()
  return entries
}

/** Whether somebody came or went before a message: the latest one then has a lower number. */
function isBefore({ afterSeq, afterPrivateSeq }: PresenceEvent, { seq, privateSeq }: ChatMessage): boolean {
  return privateSeq === undefined ? afterSeq < seq : afterPrivateSeq < privateSeq
}

function startGroup(message: ChatMessage): MessageGroup {
  const { id, from, fromName, to, toName, at } = message
  return {
    kind: 'messages',
    key: id,
    from,
    fromName,
    at,
    messages: [message],
    ...(to === undefined ? {} : { to }),
    ...(toName === undefined ? {} : { toName }),
  }
}

function continues(group: MessageGroup, message: ChatMessage): boolean {
  const last = group.messages.at(-1)
  return (
    group.from === message.from &&
    group.to === message.to &&
    group.fromName === message.fromName &&
    message.at - (last?.at ?? group.at) < GROUP_PAUSE_MS
  )
}

// Who came and went again, or the other way round, is not worth a line.
function collapse(events: readonly PresenceEvent[], index: number): PresenceGroup | undefined {
  const net = new Map<string, NamedPresence>()
  const counts = { joined: 0, left: 0 }
  for (const event of events) {
    if ('count' in event) {
      counts[event.kind] += event.count
      continue
    }
    const before = net.get(event.participantId)
    if (before && before.kind !== event.kind) net.delete(event.participantId)
    else net.set(event.participantId, event)
  }
  if (net.size + counts.joined + counts.left === 0) return undefined
  const namesOf = (kind: PresenceEvent['kind']): string[] =>
    [...net.values()].filter((event) => event.kind === kind).map((event) => event.name)
  return {
    kind: 'presence',
    key: `presence-${index}`,
    joined: namesOf('joined'),
    left: namesOf('left'),
    joinedCount: counts.joined,
    leftCount: counts.left,
  }
}

/** Own messages that are under way and have not come back through the room yet. */
export function stillPending(
  pending: readonly PendingMessage[],
  messages: readonly ChatMessage[],
  self: string,
): PendingMessage[] {
  const arrived = new Set(
    messages.filter((message) => message.from === self).map((message) => message.clientId),
  )
  return pending.filter((message) => !arrived.has(message.clientId))
}
