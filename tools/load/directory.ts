import { ROSTER_WINDOW_MAX, type Participant } from '../../protocol/index.ts'
import type { NativePeer } from '../native-peer/native-peer.ts'

/** Somebody in the room, as far as clients have to know them to find each other. */
export type Listed = Pick<Participant, 'id' | 'name'>

/**
 * Everybody in the room, read once by one client for all clients of a process: in a large room
 * nobody is told of everybody, and whoever plans pages has to look.
 */
export class Directory {
  #reading: Promise<readonly Listed[]> | undefined

  /** Everybody, as the first one who asked for it has found them. */
  async read(peer: Pick<NativePeer, 'joined' | 'look'>): Promise<readonly Listed[]> {
    this.#reading ??= readAll(peer)
    return await this.#reading
  }
}

async function readAll(peer: Pick<NativePeer, 'joined' | 'look'>): Promise<readonly Listed[]> {
  const { self } = peer.joined
  const people = new Map<string, Listed>([[self.id, self]])
  let isEnd = false
  for (let from = 0; !isEnd; from += ROSTER_WINDOW_MAX) {
    const { total, participants } = await peer.look({ list: 'people', from, count: ROSTER_WINDOW_MAX })
    for (const participant of participants) people.set(participant.id, participant)
    isEnd = from + ROSTER_WINDOW_MAX >= total
  }
  await peer.look({ list: 'people', from: 0, count: 0 })
  return [...people.values()]
}
