import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
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

it('has a layer back before anything that is gathered, and shows it from its first key frame on', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const wishes = follow(ada)
  await bob.setView([{ participantId: ada.id, width: 160, height: 90 }])
  const { source: camera } = await ada.publishCamera({ layers: 3 })
  const happened: string[] = []
  ada.signaling.on('uplink:wanted', ({ layers }) => {
    happened.push(`asked for ${layers}`)
    camera.setActiveLayers([0, 1, 2].slice(0, layers))
  })
  ada.signaling.on('room:changed', () => happened.push('room changed'))
  await isAsked(wishes, 1)
  const picture = await receivesLayer(bob, { from: ada, source: 'camera' }, 0)
  happened.length = 0
  const before = [...camera.keyFrames]
  const begun = performance.now()

  // Changes of the room are gathered for a tenth of a second; a layer must not wait for that.
  await Promise.all([
    bob.setView([{ participantId: ada.id, width: 1280, height: 720 }]),
    bob.signaling.request('hand:set', { raised: true }),
  ])
  await waitFor(() => (happened.length >= 2 ? undefined : `only ${happened.join(', ')}`))
  assert.deepEqual(happened, ['asked for 3', 'room changed'])
  await waitFor(() => (picture.counts.layer === 2 ? undefined : `layer ${picture.counts.layer}`))
  assert.deepEqual(picture.counts.size, camera.captureSize)
  // The worker asks again when no key frame came within a second, as on a busy machine.
  const most = 1 + Math.floor((performance.now() - begun) / 1000)
  const [lowest, ...upper] = camera.keyFrames.map((count, layer) => count - (before[layer] ?? 0))
  assert.equal(lowest, 0)
  assert.ok(
    upper.every((count) => count >= 1 && count <= most),
    `key frames of the upper layers: ${upper.join(', ')}; at most ${most}`,
  )
})
