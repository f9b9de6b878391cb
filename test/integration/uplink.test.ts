import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { NativePeer } from '../../scripts/native-peer/native-peer.ts'
import { waitFor } from '../../scripts/native-peer/wait-for.ts'
import { receivesLayer } from '../kit/expect-media.ts'
import { startServer } from '../kit/server.ts'

/** Layers that the server asked for, oldest first. */
function follow(peer: NativePeer): number[] {
  const wishes: number[] = []
  peer.signaling.on('uplink:wanted', ({ layers }) => wishes.push(layers))
  return wishes
}

async function isAsked(wishes: readonly number[], layers: number): Promise<void> {
  await waitFor(() => (wishes.at(-1) === layers ? undefined : `asked for ${wishes.join(', ')}`))
}

it('asks a publisher for the layers that somebody wants, and for none when nobody looks', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const wishes = follow(ada)
  await ada.publishCamera({ layers: 3 })
  await isAsked(wishes, 0)

  const tile = (width: number, height: number) => bob.setView([{ participantId: ada.id, width, height }])
  await tile(160, 90)
  await isAsked(wishes, 1)
  await tile(1280, 720)
  await isAsked(wishes, 3)
  await receivesLayer(bob, { from: ada, source: 'camera' }, 2)
  await tile(160, 90)
  await isAsked(wishes, 1)
  await bob.leave()
  await isAsked(wishes, 0)
})

it('goes by the one who wants the most, and says nothing while that does not change', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  const wishes = follow(ada)
  await bob.setView([{ participantId: ada.id, width: 1280, height: 720 }])
  await ada.publishCamera({ layers: 3 })
  await receivesLayer(bob, { from: ada, source: 'camera' }, 2)
  await carol.setView([{ participantId: ada.id, width: 160, height: 90 }])
  await receivesLayer(carol, { from: ada, source: 'camera' }, 0)
  assert.deepEqual(wishes, [], 'all three layers are sent from the start')
  await bob.setView([])
  await isAsked(wishes, 1)
  assert.deepEqual(wishes, [1])
})
