import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Source, View } from '../../../protocol/index.ts'
import type { LoadLevel, LoadLevels } from '../../load/load-levels.ts'
import { formatOf, TEST_CODECS } from './test-tracks.ts'
import { RoomForwarding, type Viewer } from './room-forwarding.ts'

const AUDIO = { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 }
const PEOPLE = Array.from({ length: 9 }, (_, index) => `p${index}`)
const VIEW: View = {
  tiles: PEOPLE.map((participantId) => ({ participantId, source: 'camera', width: 1280, height: 720 })),
  pins: ['p8'],
}

/** A room of nine cameras and microphones, with one viewer who counts its plans. */
function createRoom(audio = AUDIO) {
  const bench: { spotlight: string[] } = { spotlight: [] }
  const forwarding = new RoomForwarding({
    settings: { audio, view: { maxTiles: 25 }, policy: 'attention' },
    spotlight: () => bench.spotlight,
    uplinkWanted: () => undefined,
  })
  for (const participantId of PEOPLE) {
    const add = (source: Source, layers: number): void =>
      forwarding.addTrack(
        { producerId: `${participantId}-${source}`, participantId, source, ...formatOf(source, layers) },
        false,
      )
    add('camera', 3)
    add('microphone', 1)
  }
  let reconciled = 0
  const viewer: Viewer = {
    participantId: 'viewer',
    worker: WORKER,
    codecs: TEST_CODECS,
    isDownlinkLimited: false,
    shows: () => true,
    holds: () => true,
    shownTiles: VIEW.tiles.length,
    reconcile: () => {
      reconciled += 1
      return Promise.resolve()
    },
  }
  forwarding.addViewer(viewer)
  const plan = () => [...forwarding.plan(viewer, VIEW).values()]
  return {
    bench,
    forwarding,
    viewer,
    cameras: () => plan().filter(({ source }) => source === 'camera'),
    microphones: () => plan().filter(({ source }) => source === 'microphone'),
    reconciled: () => reconciled,
  }
}

const WORKER = 'w7'
const at = (level: LoadLevel): LoadLevels => ({
  eventLoop: 0,
  workers: new Map([[WORKER, level]]),
  isFull: false,
})
const turn = () => new Promise((resolve) => setImmediate(resolve))

it('gives up layers, then tiles, then all cameras but the most important, and never sound', () => {
  const { forwarding, cameras, microphones } = createRoom()
  const highest = () => Math.max(...cameras().map(({ spatialLayer }) => spatialLayer ?? 0))
  const seen = [0, 1, 2, 3, 0].map((level) => {
    forwarding.setLoad(at(level as LoadLevel))
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
  forwarding.setLoad(at(3))
  assert.equal(cameras()[0]?.participantId, 'p8', 'what is pinned stays to the last')
  forwarding.close()
})

it('asks every viewer to follow when the load changes, once for many changes', async () => {
  const { forwarding, reconciled } = createRoom()
  await turn()
  const before = reconciled()
  forwarding.setLoad(at(1))
  forwarding.setLoad(at(2))
  await turn()
  assert.equal(reconciled(), before + 1)
  forwarding.close()
})

it('leaves those alone who are on another worker than the busy one', async () => {
  const { forwarding, cameras, reconciled } = createRoom()
  await turn()
  const before = reconciled()
  forwarding.setLoad({ eventLoop: 0, workers: new Map([['w8', 3]]), isFull: false })
  await turn()
  assert.equal(reconciled(), before)
  assert.equal(cameras().length, 9)
  forwarding.setLoad({ eventLoop: 2, workers: new Map(), isFull: false })
  assert.equal(cameras().length, 4, 'a busy Node process concerns everybody')
  forwarding.close()
})

it('gives the smallest pictures to whom a narrow line leads', () => {
  const { forwarding, viewer, cameras } = createRoom()
  const narrow = [...forwarding.plan({ ...viewer, isDownlinkLimited: true }, VIEW).values()]
  const layers = narrow.filter(({ source }) => source === 'camera').map(({ spatialLayer }) => spatialLayer)
  assert.deepEqual([...new Set(layers)], [0])
  assert.equal(layers.length, cameras().length)
  assert.equal(cameras()[0]?.spatialLayer, 2)
  forwarding.close()
})

it('forwards the sound of the screens that were shared first, whoever comes later', () => {
  const { forwarding, viewer } = createRoom()
  for (const participantId of PEOPLE) {
    const producerId = `${participantId}-sound`
    forwarding.addTrack(
      { producerId, participantId, source: 'screen-audio', ...formatOf('screen-audio') },
      false,
    )
  }
  const heard = (): string[] =>
    [...forwarding.plan(viewer, VIEW).values()]
      .filter(({ source }) => source === 'screen-audio')
      .map(({ participantId }) => participantId)
  assert.deepEqual(heard(), ['p0', 'p1', 'p2', 'p3'])
  forwarding.removeTrack('p2-sound')
  assert.deepEqual(heard(), ['p0', 'p1', 'p3', 'p4'])
  forwarding.close()
})

it('does not wake the voices that it has paused whenever somebody mutes or leaves', () => {
  const { forwarding, viewer } = createRoom({ ...AUDIO, loudestSpeakers: 2 })
  for (let index = 10; index < 40; index += 1) {
    const participantId = `p${index}`
    forwarding.addTrack(
      {
        producerId: `${participantId}-microphone`,
        participantId,
        source: 'microphone',
        ...formatOf('microphone'),
      },
      false,
    )
  }
  const loud = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']
  const speaking = loud.map((participantId, index) => ({ participantId, level: -20 - index }))
  for (let beat = 0; beat < 4; beat += 1) forwarding.spoken(speaking, 'p1')
  const paused = (): string[] =>
    [...forwarding.plan(viewer, null).values()]
      .filter((one) => one.paused)
      .map(({ participantId }) => participantId)
  const before = paused()
  assert.ok(before.length > 0)
  forwarding.setMuted('p30-microphone', true)
  forwarding.removeTrack('p31-microphone')
  assert.deepEqual(paused(), before)
  forwarding.close()
})

it('asks for the layer that fits when a picture is captured in another size', () => {
  const { forwarding, viewer } = createRoom()
  const layerOf = (height: number) =>
    forwarding
      .plan(viewer, {
        ...VIEW,
        tiles: [{ participantId: 'p1', source: 'camera', width: height * 2, height }],
      })
      .get('p1-camera')?.spatialLayer
  assert.equal(layerOf(360), 1)
  forwarding.resizeTrack('p1-camera', { width: 640, height: 360 })
  assert.equal(layerOf(360), 2)
  forwarding.close()
})

it('keeps whoever spoke last, next to the pins, when few cameras can be sent', async () => {
  const { forwarding, cameras, reconciled } = createRoom()
  forwarding.setLoad(at(2))
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

it('keeps whom hosts show to everybody, when few cameras can be sent', async () => {
  const { bench, forwarding, cameras, reconciled } = createRoom()
  const first = () => cameras().map(({ participantId }) => participantId)
  forwarding.setLoad(at(2))
  await turn()
  const before = reconciled()
  assert.ok(!first().includes('p6'))
  bench.spotlight = ['p6']
  forwarding.importanceChanged()
  await turn()
  assert.equal(reconciled(), before + 1)
  assert.deepEqual(first().slice(0, 2), ['p8', 'p6'])
  forwarding.close()
})

it('leaves a viewer alone who left', async () => {
  const { forwarding, viewer, reconciled } = createRoom()
  forwarding.removeViewer(viewer)
  const before = reconciled()
  forwarding.setLoad(at(2))
  await turn()
  assert.equal(reconciled(), before)
  forwarding.close()
})

it('brings whoever wants everything in line when a microphone opens that is not selected', async () => {
  const { forwarding, reconciled } = createRoom({ ...AUDIO, runningMicrophones: 3 })
  await turn()
  const before = reconciled()
  const track = {
    producerId: 'p9-microphone',
    participantId: 'p9',
    source: 'microphone',
    ...formatOf('microphone'),
  } as const
  forwarding.addTrack(track, true)
  await turn()
  assert.equal(reconciled(), before + 1)
  forwarding.close()
})
