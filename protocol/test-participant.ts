import type { Participant } from './participants.ts'

/** Somebody with nothing special, named like the id, for tests. */
export function createParticipant(id: string, part: Partial<Participant> = {}): Participant {
  return {
    id,
    name: id,
    role: 'speaker',
    handRaisedAt: null,
    connection: 'connected',
    publications: [],
    ...part,
  }
}
