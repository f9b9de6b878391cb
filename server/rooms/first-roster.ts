import type { Participant } from '../../protocol/index.ts'

// What a page can show at first; the reply to a join stays small in any room.
const FIRST_MAX = 16
// Enough of those who only listen to see that the room is not empty.
const LISTENERS_MAX = 2
// Participants in one later message.
const CHUNK = 50

/**
 * Divides a participant list for somebody who joins: those who matter for the
 * first picture come with the reply, everybody else afterwards in chunks.
 *
 * @param dominant - id of the dominant speaker, if any
 */
export function divideRoster(
  participants: readonly Participant[],
  dominant: string | null,
): { first: Participant[]; rest: Participant[][] } {
  const ranked = participants
    .map((participant, index) => ({ participant, index, rank: rankOf(participant, dominant) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
  const publishers = ranked.filter(({ rank }) => rank < LISTENER).slice(0, FIRST_MAX)
  const listeners = ranked
    .filter(({ rank }) => rank === LISTENER)
    .slice(0, Math.min(LISTENERS_MAX, FIRST_MAX - publishers.length))
  const first = [...publishers, ...listeners].map(({ participant }) => participant)
  const known = new Set(first)
  const others = participants.filter((participant) => !known.has(participant))
  const rest: Participant[][] = []
  for (let start = 0; start < others.length; start += CHUNK) rest.push(others.slice(start, start + CHUNK))
  return { first, rest }
}

const LISTENER = 4

function rankOf({ id, publications }: Participant, dominant: string | null): number {
  const sends = (source: string): boolean => publications.some((one) => one.source === source && !one.paused)
  if (sends('screen')) return 0
  if (id === dominant) return 1
  if (sends('camera')) return 2
  return publications.length > 0 && sends('microphone') ? 3 : LISTENER
}
