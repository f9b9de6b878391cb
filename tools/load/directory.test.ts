import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { RosterLook, RosterWindow } from '../../protocol/index.ts'
import { createParticipant } from '../../protocol/test-participant.ts'
import type { NativePeer } from '../native-peer/native-peer.ts'
import { Directory } from './directory.ts'

function peerOf(others: number) {
  const people = Array.from({ length: others }, (_, index) => createParticipant(`p${index}`))
  const looks: RosterLook[] = []
  const look = (wanted: RosterLook): Promise<RosterWindow> => {
    looks.push(wanted)
    const { from, count } = wanted
    const first = Math.max(0, Math.min(from, others - count))
    return Promise.resolve({ total: others, from: first, participants: people.slice(first, first + count) })
  }
  const joined = { self: createParticipant('me') } as NativePeer['joined']
  return { looks, peer: { joined, look } }
}

for (const others of [0, 1, 64, 65, 200]) {
  it(`finds everybody of ${others + 1} once, and looks no longer then`, async () => {
    const { peer, looks } = peerOf(others)
    const directory = new Directory()
    const [people, again] = await Promise.all([directory.read(peer), directory.read(peer)])
    assert.equal(new Set(people.map(({ id }) => id)).size, others + 1)
    assert.equal(people, again, 'it was read twice')
    assert.equal(looks.at(-1)?.count, 0)
  })
}
