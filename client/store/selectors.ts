import type { Participant, Source } from '../../protocol/index.ts'
import type { SessionState } from '../session/state.ts'

/** Somebody in the room, oneself included. */
export function findParticipant(state: SessionState, id: string): Participant | undefined {
  return state.self?.id === id ? state.self : state.participants[id]
}

/** Whether somebody sends a source that is not muted, as others know it. */
export function isSending(participant: Participant | undefined, source: Source): boolean {
  return participant?.publications.some((one) => one.source === source && !one.paused) ?? false
}

/** Whether a source of somebody is on. The own ones are known first-hand. */
export function isOn(state: SessionState, id: string, source: 'microphone' | 'camera' | 'screen'): boolean {
  if (state.self?.id === id) return state.local[source].status === 'on'
  return isSending(state.participants[id], source)
}

/** Ids of others who share a screen. */
export function sharingOthers(state: SessionState): string[] {
  return state.order.filter((id) =>
    state.participants[id]?.publications.some((publication) => publication.source === 'screen'),
  )
}

/** How many people are in the room, oneself included. */
export function countPeople(state: SessionState): number {
  return state.order.length + (state.self ? 1 : 0)
}

/** Sequence number of the latest chat message, 0 without any. */
export function latestSeq(state: SessionState): number {
  return state.chat.messages.at(-1)?.seq ?? 0
}

/** How many messages of others came after the last one that was read. */
export function countUnread(state: SessionState, lastReadSeq: number): number {
  let count = 0
  const { messages } = state.chat
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index]
    if (!message || message.seq <= lastReadSeq) break
    if (message.from !== state.self?.id) count += 1
  }
  return count
}
