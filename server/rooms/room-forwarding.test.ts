import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Source, View } from '../../protocol/index.ts'
import { RoomForwarding, type Viewer } from './room-forwarding.ts'

const AUDIO = { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 }
const PEOPLE = Array.from({ length: 9 }, (_, index) => `p${index}`)
const VIEW: View = {
  layout: 'grid',
  tiles: PEOPLE.map((participantId) => ({ participantId, source: 'camera', width: 1280, height: 720 })),
  pins: ['p8'],
}

/** A room of nine cameras and microphones, with one viewer who counts its plans. */
function createRoom() {
  const forwarding = new RoomForwarding({
    settings: { audio: AUDIO, view: { maxTiles: 25 }, policy: 'attention' },
    uplinkWanted: () => undefined,
  })
  for (const participantId of PEOPLE) {
    const add = (source: Source, layers: number): void =>
      forwarding.addTrack({ producerId: `${participantId}-${source}`, participantId, source, layers }, false)
    add('camera', 3)
    add('microphone', 1)
  }
  let reconciled = 0
  const viewer: Viewer = {
    participantId: 'viewer',
    shows: () => true,
    holds: () => true,
    shownTiles: VIEW.tiles.length,
    reconcile: () => {
      reconciled += 1
      return Promise.resolve()
    },
  }
  forwarding.addViewer(viewer)
  const plan = () => [...forwarding.plan('viewer', VIEW).values()]
  return {
    forwarding,
    viewer,
    cameras: () => plan().filter(({ source }) => source === 'camera'),
    microphones: () => plan().filter(({ source }) => source === 'microphone'),
    reconciled: () => reconciled,
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('gives up layers, then tiles, then all cameras but the most important, and never sound', () => {
  const { forwarding, cameras, microphones } = createRoom()
  const highest = () => Math.max(...cameras().map(({ spatialLayer }) => spatialLayer ?? 0))
  const seen = [0, 1, 2, 3, 0].map((level) => {
    forwarding.setLoad(level as 0 | 1 | 2 | 3)
    assert.equal(microphones().length, 9)
    return { cameras: cameras().length, highest: highest() }
  })
  assert.deepEqual(seen, [
    { cameras: 9, highest: 2 },
    { cameras: 9, highest: 1 },
    { cameras: 4, highest: 0 },
    { cameras: 1, highest: 0 },
    { cameras: 9, highest: 2 },
  ])
  forwarding.setLoad(3)
  assert.equal(cameras()[0]?.participantId, 'p8', 'what is pinned stays to the last')
  forwarding.close()
})

it('asks every viewer to follow when the load changes, once for many changes', async () => {
  const { forwarding, reconciled } = createRoom()
  await turn()
  const before = reconciled()
  forwarding.setLoad(1)
  forwarding.setLoad(2)
  await turn()
  assert.equal(reconciled(), before + 1)
  forwarding.close()
})

it('keeps whoever spoke last, next to the pins, when few cameras can be sent', async () => {
  const { forwarding, cameras, reconciled } = createRoom()
  forwarding.setLoad(2)
  await turn()
  const before = reconciled()
  forwarding.spoken([{ participantId: 'p7', level: -20 }], 'p7')
  await turn()
  assert.equal(reconciled(), before + 1)
  assert.deepEqual(
    cameras()
      .map(({ participantId }) => participantId)
      .slice(0, 2),
    ['p8', 'p7'],
  )
  forwarding.close()
})

it('leaves a viewer alone who left', async () => {
  const { forwarding, viewer, reconciled } = createRoom()
  forwarding.removeViewer(viewer)
  const before = reconciled()
  forwarding.setLoad(2)
  await turn()
  assert.equal(reconciled(), before)
  forwarding.close()
})
