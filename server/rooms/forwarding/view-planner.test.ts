import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Source, Tile, View } from '../../../protocol/index.ts'
import { limitsAt } from './load-limits.ts'
import { formatOf, TEST_CODECS } from './test-tracks.ts'
import { TrackIndex } from './track-index.ts'
import { chooseLayer, planView, type PublishedTrack } from './view-planner.ts'

const limits = { maxTiles: 4 }

function track(participantId: string, source: Source, layers = 3): PublishedTrack {
  return { producerId: `${participantId}/${source}`, participantId, source, ...formatOf(source, layers) }
}

function indexOf(tracks: readonly PublishedTrack[]): TrackIndex {
  const index = new TrackIndex()
  for (const one of tracks) index.add(one)
  return index
}

const silence: ReadonlyMap<string, { paused: boolean }> = new Map()

function view(tiles: Tile[], pins: string[] = []): View {
  return { tiles, pins }
}

function tile(participantId: string, width = 320, source: Tile['source'] = 'camera'): Tile {
  return { participantId, source, width, height: Math.round((width * 9) / 16) }
}

describe('planView', () => {
  it('hears what the room forwards, never itself, and sees only what is shown', () => {
    const tracks = ['ada', 'bob', 'eve'].flatMap((id) => [track(id, 'microphone', 1), track(id, 'camera')])
    const sound = new Map(['ada', 'bob', 'eve'].map((id) => [`${id}/microphone`, { paused: id === 'eve' }]))
    const plan = planView({
      viewerId: 'ada',
      view: view([tile('bob')]),
      tracks: indexOf(tracks),
      audio: sound,
      spotlight: [],
      speakers: [],
      limits,
      codecs: TEST_CODECS,
    })
    assert.equal(plan.get('eve/microphone')?.paused, true)
    assert.deepEqual([...plan.keys()].sort(), ['bob/camera', 'bob/microphone', 'eve/microphone'])
  })

  it('shows nothing before the viewer said what it shows', () => {
    const plan = planView({
      viewerId: 'ada',
      view: null,
      tracks: indexOf([track('bob', 'camera')]),
      audio: silence,
      spotlight: [],
      speakers: [],
      limits,
      codecs: TEST_CODECS,
    })
    assert.equal(plan.size, 0)
  })

  it('gives larger tiles a higher layer and a higher priority', () => {
    const tracks = [track('bob', 'camera'), track('eve', 'camera')]
    const plan = planView({
      viewerId: 'ada',
      view: view([tile('bob', 160), tile('eve', 1280)]),
      tracks: indexOf(tracks),
      audio: silence,
      spotlight: [],
      speakers: [],
      limits,
      codecs: TEST_CODECS,
    })
    const small = plan.get('bob/camera')
    const large = plan.get('eve/camera')
    assert.equal(small?.spatialLayer, 0)
    assert.equal(large?.spatialLayer, 2)
    assert.ok((large?.priority ?? 0) > (small?.priority ?? 255))
  })

  it('sends half of the frames to thumbnails, and of every camera where the server saves, but no screen', () => {
    const tracks = indexOf([track('bob', 'camera'), track('eve', 'camera'), track('eve', 'screen', 1)])
    const tiles = [tile('bob', 160), tile('eve', 1280), tile('eve', 1280, 'screen')]
    const rates = (halfRate: boolean) =>
      [
        ...planView({
          viewerId: 'ada',
          view: view(tiles),
          tracks,
          audio: silence,
          spotlight: [],
          speakers: [],
          limits: { ...limits, halfRate },
          codecs: TEST_CODECS,
        }),
      ].map(([id, { temporalLayer }]) => [id, temporalLayer])
    assert.deepEqual(Object.fromEntries(rates(false)), {
      'bob/camera': 1,
      'eve/camera': undefined,
      'eve/screen': undefined,
    })
    // The frame that is left out may be the next page, and none follows while that stands.
    assert.deepEqual(Object.fromEntries(rates(true)), {
      'bob/camera': 1,
      'eve/camera': 1,
      'eve/screen': undefined,
    })
  })

  it('keeps screens and pinned people when there are too many tiles', () => {
    const people = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']
    const tracks = [...people.map((id) => track(id, 'camera')), track('p6', 'screen', 1)]
    const tiles = [...people.map((id) => tile(id, id === 'p5' ? 80 : 640)), tile('p6', 80, 'screen')]
    const plan = planView({
      viewerId: 'me',
      view: view(tiles, ['p5']),
      tracks: indexOf(tracks),
      audio: silence,
      spotlight: [],
      speakers: [],
      limits,
      codecs: TEST_CODECS,
    })
    // A shared screen comes on top of the cameras.
    assert.equal(plan.size, limits.maxTiles + 1)
    assert.ok(plan.has('p6/screen'))
    assert.ok(plan.has('p5/camera'))
  })
})

describe('planView under load and without limits', () => {
  it('sends at the last step the one camera that is pinned, else the one that hosts show or that speaks, and one screen', () => {
    const people = ['p1', 'p2', 'p3', 'p4']
    const tracks = indexOf([
      ...people.map((id) => track(id, 'camera')),
      ...people.map((id) => track(id, 'screen', 1)),
    ])
    // Neither a name nor a size speaks for those who are pinned or speak.
    const cameras = people.map((id, index) => tile(id, 1000 - index))
    const screens = people.map((id) => tile(id, 640, 'screen'))
    const shown = (pins: string[], speakers: string[], spotlight: string[] = []) => [
      ...planView({
        viewerId: 'me',
        view: view([...cameras, ...screens], pins),
        tracks,
        audio: silence,
        spotlight,
        speakers,
        limits: limitsAt(3, { maxTiles: 25 }),
        codecs: TEST_CODECS,
      }).keys(),
    ]
    assert.deepEqual(shown(['p3'], ['p4']), ['p3/screen', 'p3/camera'])
    assert.deepEqual(shown([], ['p4', 'p2']), ['p1/screen', 'p4/camera'])
    assert.deepEqual(shown(['gone'], ['gone', 'p2']), ['p1/screen', 'p2/camera'])
    assert.deepEqual(shown([], ['me']), ['p1/screen', 'p1/camera'], 'else the largest')
    assert.deepEqual(shown([], ['p4'], ['p2', 'p3']), ['p1/screen', 'p2/camera'], 'hosts say who matters')
    assert.deepEqual(shown(['p3'], ['p4'], ['p2']), ['p3/screen', 'p3/camera'], 'and people for themselves')
  })

  it('caps the layer of cameras, never that of screens', () => {
    const tracks = indexOf([track('bob', 'camera'), track('bob', 'screen', 2)])
    const plan = planView({
      viewerId: 'ada',
      view: view([tile('bob', 1920), tile('bob', 1920, 'screen')]),
      tracks,
      audio: silence,
      spotlight: [],
      speakers: [],
      limits: { maxTiles: 4, maxSpatialLayer: 0 },
      codecs: TEST_CODECS,
    })
    assert.equal(plan.get('bob/camera')?.spatialLayer, 0)
    assert.equal(plan.get('bob/screen')?.spatialLayer, 1)
  })

  it('plans every track at its best for a view of everything', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `p${index}`)
    const tracks = indexOf(ids.flatMap((id) => [track(id, 'camera'), track(id, 'microphone', 1)]))
    const plan = planView({
      viewerId: 'p0',
      view: { ...view([]), everything: true },
      tracks,
      audio: silence,
      spotlight: [],
      speakers: [],
      limits,
      codecs: TEST_CODECS,
    })
    assert.equal(plan.size, 78)
    assert.equal(plan.get('p1/camera')?.spatialLayer, 2)
  })
})

describe('chooseLayer', () => {
  const camera = { ...track('bob', 'camera'), captureSize: { width: 1280, height: 720 } }

  it('takes the smallest layer that still looks sharp', () => {
    assert.equal(chooseLayer(camera, { width: 240, height: 135 }), 0)
    assert.equal(chooseLayer(camera, { width: 640, height: 360 }), 1)
    assert.equal(chooseLayer(camera, { width: 900, height: 506 }), 1)
    assert.equal(chooseLayer(camera, { width: 1280, height: 720 }), 2)
  })

  it('never asks for more layers than there are', () => {
    assert.equal(
      chooseLayer({ ...camera, layers: { spatial: 2, temporal: 3 } }, { width: 4000, height: 3000 }),
      1,
    )
  })
})
