import type { ChatMessage, Participant, Publication, Source } from '../../protocol/index.ts'
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

/** Why nothing comes of a source of somebody else that is on; null while all is well. */
export function faultOf(state: SessionState, id: string, source: Source): Publication['fault'] | null {
  return state.participants[id]?.publications.find((one) => one.source === source)?.fault ?? null
}

/** Who of the hosts has stopped a source of somebody, as a name; undefined when nobody did, or it runs again. */
export function stopperOf(
  state: SessionState,
  id: string,
  source: 'microphone' | 'camera' | 'screen',
): string | undefined {
  if (state.self?.id === id) return state.moderation.stoppedBy[source]
  const publication = state.participants[id]?.publications.find((one) => one.source === source)
  return publication?.paused ? publication.stoppedBy : undefined
}

/** Whether the microphone of somebody is on and gives no sound. */
export function isSilent(state: SessionState, id: string): boolean {
  if (!isOn(state, id, 'microphone')) return false
  if (state.self?.id === id) return ['muted', 'no-frames'].includes(state.local.microphone.problem ?? '')
  const fault = faultOf(state, id, 'microphone')
  return fault === 'muted' || fault === 'no-frames'
}

/** Whether the screen that somebody shares comes with its sound. The own one is known first-hand. */
export function sharesSound(state: SessionState, id: string): boolean {
  if (!isOn(state, id, 'screen')) return false
  if (state.self?.id === id) return state.local.screen.hasAudio
  return isSending(state.participants[id], 'screen-audio')
}

/** Ids of others who share a screen. */
export function sharingOthers(state: SessionState): string[] {
  return state.order.filter((id) =>
    state.participants[id]?.publications.some((publication) => publication.source === 'screen'),
  )
}

/** How many people are in the room, oneself included. */
export function countPeople(
  state: Pick<SessionState, 'self' | 'order' | 'isWhole' | 'count' | 'unlisted' | 'unconfirmed'>,
): number {
  if (!state.isWhole) return state.count
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

/** Whether this browser cannot play a track: the server sends nothing of it, or it could not be opened. */
export function isUndecodable(state: SessionState, id: string, source: Source): boolean {
  const key = trackKey(id, source)
  return state.undecodable.includes(key) || state.unopened.includes(key)
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
