import type { ChatMessage, Participant, Source } from '../../protocol/index.ts'
import { trackKey, type SessionState } from '../session/state/state.ts'

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
  return state.order.length - state.unconfirmed.length + state.unlisted + (state.self ? 1 : 0)
}

/**
 * Whether somebody's sound is forwarded to this page: in a large room the server
 * leaves out all but the latest speakers, and the quietest when many speak at once.
 */
export function isHeard(state: SessionState, id: string): boolean {
  const track = state.received[trackKey(id, 'microphone')]
  return track !== undefined && !track.paused && isOn(state, id, 'microphone')
}

/** Whether somebody speaks. */
export function isSpeaking(state: SessionState, id: string): boolean {
  return id in state.speaking && isOn(state, id, 'microphone')
}

/** Whether somebody else speaks whose sound does not come here. */
export function speaksUnheard(state: SessionState, id: string): boolean {
  return state.self?.id !== id && isSpeaking(state, id) && !isHeard(state, id)
}

/** Whether the server sends nothing of a track because this browser cannot decode it. */
export function isUndecodable(state: SessionState, id: string, source: Source): boolean {
  return state.undecodable.includes(trackKey(id, source))
}

/** Whether pictures are small or stand still because too little gets through to this page. */
export function hasPoorDownlink(state: SessionState): boolean {
  return state.downlinkLimited || Object.values(state.received).some(({ stall }) => stall === 'downlink')
}

/** Number of the latest chat message to everybody, 0 without any. */
export function latestSeq(state: SessionState): number {
  return state.chat.messages.findLast(({ privateSeq }) => privateSeq === undefined)?.seq ?? 0
}

/** Number of the latest private message, 0 without any. */
export function latestPrivateSeq(state: SessionState): number {
  return state.chat.messages.findLast(({ privateSeq }) => privateSeq !== undefined)?.privateSeq ?? 0
}

/** How many messages of others came after those that were read last. */
export function countUnread(state: SessionState, lastReadSeq: number, lastReadPrivateSeq: number): number {
  const isUnread = ({ seq, privateSeq, from }: ChatMessage): boolean =>
    from !== state.self?.id &&
    (privateSeq === undefined ? seq > lastReadSeq : privateSeq > lastReadPrivateSeq)
  return state.chat.messages.reduce((count, message) => count + (isUnread(message) ? 1 : 0), 0)
}
