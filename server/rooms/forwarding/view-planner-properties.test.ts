import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Source, Tile } from '../../../protocol/index.ts'
import type { LoadLevel } from '../../load/load-levels.ts'
import type { PlannedConsumer } from '../ports/media-subscriber.ts'
import { limitsAt } from './load-limits.ts'
import { TEST_CODECS } from './test-tracks.ts'
import { TrackIndex } from './track-index.ts'
import { planView, SCREENS_MAX, type PublishedTrack, type ViewLimits } from './view-planner.ts'

/** Everything that a plan depends on, as lists whose order can be changed. */
interface Room {
  tracks: readonly PublishedTrack[]
  tiles: readonly Tile[]
  pins: readonly string[]
  audio: readonly (readonly [string, { paused: boolean }])[]
  speakers: readonly string[]
  limits: ViewLimits
}

const VIEWER = 'a'
const person = fc.constantFrom(VIEWER, 'b', 'c', 'd', 'e', 'f', 'g', 'h')
const edge = fc.integer({ min: 1, max: 4000 })
const layer = fc.constantFrom(0, 1, 2)

const tracks = fc.uniqueArray(
  fc
    .record({
      participantId: person,
      source: fc.constantFrom<Source>('camera', 'camera', 'screen', 'microphone', 'screen-audio'),
      spatial: fc.constantFrom(1, 2, 3),
      temporal: fc.constantFrom(1, 2, 3),
      codec: fc.constantFrom('video/vp8', 'video/vp8', 'audio/opus', 'video/av1'),
      captureSize: fc.option(fc.record({ width: edge, height: edge }), { nil: undefined }),
    })
    .map(({ spatial, temporal, ...one }): PublishedTrack => ({
      ...one,
      layers: { spatial, temporal },
      producerId: `${one.participantId}/${one.source}`,
    })),
  { selector: ({ producerId }) => producerId, maxLength: 32, size: '+1' },
)

// People who have no such track, the viewer, and the same tile twice are all in it.
const tiles = fc.array(
  fc.record({
    participantId: person,
    source: fc.constantFrom<Tile['source']>('camera', 'camera', 'screen'),
    // Mostly the same size, so that something else has to decide.
    width: fc.oneof({ weight: 8, arbitrary: fc.constant(320) }, edge),
    height: fc.oneof({ weight: 8, arbitrary: fc.constant(180) }, edge),
  }),
  { maxLength: 24, size: '+1' },
)

// Of those who are there, of those who left, and of the viewer itself.
const audio = fc.uniqueArray(
  fc.tuple(
    fc.tuple(person, fc.constantFrom('microphone', 'screen-audio', 'closed')).map((part) => part.join('/')),
    fc.record({ paused: fc.boolean() }),
  ),
  { selector: ([producerId]) => producerId },
)

const chosenLimits: fc.Arbitrary<ViewLimits> = fc.record(
  {
    maxTiles: fc.integer({ min: 0, max: 6 }),
    maxScreens: fc.integer({ min: 0, max: 5 }),
    maxSpatialLayer: layer,
    halfRate: fc.boolean(),
  },
  { requiredKeys: ['maxTiles'] },
)
const level = fc.constantFrom<LoadLevel>(0, 1, 2, 3)
const limits = fc.oneof(
  chosenLimits,
  fc.tuple(level, chosenLimits).map(([at, normal]) => limitsAt(at, normal)),
)

const room: fc.Arbitrary<Room> = fc.record({
  tracks,
  tiles,
  pins: fc.uniqueArray(person, { maxLength: 8 }),
  audio,
  speakers: fc.uniqueArray(person, { maxLength: 4 }),
  limits,
})

/** Plans over frozen lists, so that a planner that sorts them in place fails. */
function plan({ tracks, tiles, pins, audio, speakers, limits }: Room): PlannedConsumer[] {
  const index = new TrackIndex()
  for (const one of tracks) index.add(one)
  const view = { tiles: [...tiles], pins: [...pins] }
  Object.freeze(view.tiles)
  Object.freeze(view.pins)
  return [
    ...planView({
      viewerId: VIEWER,
      view,
      tracks: index,
      audio: new Map(audio),
      spotlight: [],
      speakers,
      limits,
      codecs: TEST_CODECS,
    }).values(),
  ]
}

function isVideo({ source }: { source: Source }): boolean {
  return source === 'camera' || source === 'screen'
}

function byProducer(plan: readonly PlannedConsumer[]): PlannedConsumer[] {
  return [...plan].sort((one, other) => (one.producerId < other.producerId ? -1 : 1))
}

/** Tracks that the viewer would see if there were no limits. */
function visible({ tracks, tiles }: Room, wanted: Tile['source']): PublishedTrack[] {
  const isShown = (track: PublishedTrack): boolean =>
    tiles.some(({ participantId, source }) => participantId === track.participantId && source === wanted)
  return tracks.filter(
    (track) =>
      track.source === wanted &&
      track.participantId !== VIEWER &&
      TEST_CODECS.has(track.codec) &&
      isShown(track),
  )
}

function most({ maxTiles, maxScreens = SCREENS_MAX }: ViewLimits, source: Tile['source']): number {
  return source === 'camera' ? maxTiles : maxScreens
}

/** How much somebody matters to the viewer, 0 the most. */
function importance({ pins, speakers }: Room, source: Tile['source'], who: string): number {
  if (pins.includes(who)) return 0
  const place = speakers.indexOf(who)
  return source === 'camera' && place >= 0 ? 1 + place : 1 + speakers.length
}

/** Checks something of every room that there can be. */
function holds(check: (room: Room) => void): void {
  fc.assert(fc.property(room, check), { numRuns: 500 })
}

describe('planView, in any room and at any load,', () => {
  it('sends as many pictures as the limits allow, and no more', () => {
    holds((one) => {
      const planned = plan(one)
      for (const source of ['camera', 'screen'] as const) {
        const count = planned.filter((consumer) => consumer.source === source).length
        assert.equal(count, Math.min(visible(one, source).length, most(one.limits, source)), source)
      }
    })
  })

  it('sends no layer that there is not, and no camera above the limit', () => {
    holds((one) => {
      const { maxSpatialLayer = Number.POSITIVE_INFINITY, halfRate } = one.limits
      for (const { producerId, source, spatialLayer = 0, temporalLayer } of plan(one).filter(isVideo)) {
        const track = one.tracks.find((published) => published.producerId === producerId)
        assert.ok(track && spatialLayer < track.layers.spatial, producerId)
        if (source === 'camera') assert.ok(spatialLayer <= maxSpatialLayer, producerId)
        if (temporalLayer !== undefined) assert.ok(temporalLayer < track.layers.temporal - 1, producerId)
        if (source === 'screen') assert.equal(temporalLayer, undefined, producerId)
        else if (halfRate && track.layers.temporal > 1) {
          assert.equal(temporalLayer, track.layers.temporal - 2, producerId)
        }
      }
    })
  })

  it('sends nothing of somebody who left, of oneself, and nothing that cannot be decoded', () => {
    holds((one) => {
      const there = new Set(one.tracks.map(({ producerId }) => producerId))
      for (const { producerId, participantId } of plan(one)) {
        assert.ok(there.has(producerId), producerId)
        assert.notEqual(participantId, VIEWER)
        const published = one.tracks.find((track) => track.producerId === producerId)
        assert.ok(TEST_CODECS.has(published?.codec ?? ''), `${producerId} cannot be decoded`)
      }
    })
  })

  it('sends all the sound that the room forwards, whatever the limits', () => {
    holds((one) => {
      const forwarded = one.audio.flatMap(([id, { paused }]) => {
        const track = one.tracks.find(({ producerId }) => producerId === id)
        return track && track.participantId !== VIEWER && TEST_CODECS.has(track.codec) ? [[id, paused]] : []
      })
      const planned = plan(one).filter((consumer) => !isVideo(consumer))
      assert.deepEqual(
        new Map(planned.map(({ producerId, paused }) => [producerId, paused])),
        new Map(forwarded as [string, boolean][]),
      )
    })
  })

  it('leaves out nobody who matters more than somebody who is sent: pinned, then speaking', () => {
    holds((one) => {
      const planned = new Set(plan(one).map(({ producerId }) => producerId))
      for (const source of ['camera', 'screen'] as const) {
        const ranks = (isSent: boolean): number[] =>
          visible(one, source)
            .filter(({ producerId }) => planned.has(producerId) === isSent)
            .map(({ participantId }) => importance(one, source, participantId))
        const [least, best] = [Math.max(...ranks(true)), Math.min(...ranks(false))]
        assert.ok(least <= best, `a ${source} of rank ${least} is sent, and one of rank ${best} is not`)
      }
    })
  })

  it('plans the same again, so nothing comes and goes', () => {
    holds((one) => assert.deepEqual(plan(one), plan(one)))
  })

  it('does not heed who speaks while everything that is shown fits', () => {
    const others = fc.uniqueArray(person, { maxLength: 4 })
    fc.assert(
      fc.property(room, others, (one, speakers) => {
        const roomy = { ...one, limits: { ...one.limits, maxTiles: 49 } }
        assert.deepEqual(byProducer(plan({ ...roomy, speakers })), byProducer(plan(roomy)))
      }),
    )
  })

  it('does not heed the order of tracks, tiles, pins and sound', () => {
    const shuffled = room.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.tuple(shuffle(one.tracks), shuffle(one.tiles), shuffle(one.pins), shuffle(one.audio)),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([one, [tracks, tiles, pins, audio]]) => {
        const other = plan({ ...one, tracks, tiles, pins, audio })
        assert.deepEqual(byProducer(other), byProducer(plan(one)))
      }),
      { numRuns: 500 },
    )
  })
})

function shuffle<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length })
}
