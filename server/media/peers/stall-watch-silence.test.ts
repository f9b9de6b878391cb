import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import type { Consumer } from 'mediasoup/types'
import type { Source, Stall } from '../../../protocol/index.ts'
import { watchStall } from './stall-watch.ts'

/** A consumer that is sent nothing, of a publisher that sends or not. */
interface Case {
  type: 'simulcast' | 'svc'
  source: Source
  hasPath?: boolean
  /** Bytes that come from the publisher between two looks. */
  bytesPerLook: number
  /** What mediasoup says of the publisher's streams. */
  score: number
}

/** What a viewer is told of it after some seconds. */
async function toldOf(t: TestContext, wanted: Case): Promise<(Stall | null)[]> {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let bytes = 0
  const consumer = Object.assign(new EventEmitter(), {
    observer: new EventEmitter(),
    type: wanted.type,
    closed: false,
    paused: false,
    producerPaused: false,
    currentLayers: undefined,
    preferredLayers: { spatialLayer: 0, temporalLayer: 2 },
    score: { score: 10, producerScore: wanted.score, producerScores: [wanted.score] },
    setPreferredLayers: () => Promise.resolve(),
    getStats: () => {
      bytes += wanted.bytesPerLook
      return Promise.resolve([
        { type: 'outbound-rtp', byteCount: 0 },
        { type: 'inbound-rtp', byteCount: bytes },
      ])
    },
  })
  const told: (Stall | null)[] = []
  const { source, hasPath = true } = wanted
  watchStall(consumer as unknown as Consumer, { source, hasPath: () => hasPath }, (stall) => told.push(stall))
  consumer.observer.emit('resume')
  for (let step = 0; step < 10; step += 1) {
    t.mock.timers.tick(600)
    await nextTurn()
  }
  t.mock.timers.reset()
  return told
}

describe('what is told of a picture of which nothing is sent', () => {
  it('tells of a narrow line only while something comes from the publisher', async (t) => {
    const camera = { type: 'svc', source: 'camera', score: 10 } as const
    assert.deepEqual(await toldOf(t, { ...camera, bytesPerLook: 4000 }), ['downlink'])
    assert.deepEqual(await toldOf(t, { ...camera, bytesPerLook: 0 }), ['uplink'])
  })

  it('says nothing of a shared screen that stands still, and of one that is repeated now and then', async (t) => {
    for (const type of ['svc', 'simulcast'] as const) {
      assert.deepEqual(await toldOf(t, { type, source: 'screen', bytesPerLook: 0, score: 0 }), [], type)
    }
    const screen = { type: 'svc', source: 'screen', score: 10 } as const
    assert.deepEqual(await toldOf(t, { ...screen, bytesPerLook: 0 }), [])
    assert.deepEqual(await toldOf(t, { ...screen, bytesPerLook: 900 }), [])
    assert.deepEqual(await toldOf(t, { ...screen, bytesPerLook: 90_000 }), ['downlink'], 'one that moves')
  })

  it('does not call the line of somebody slow who never had a path', async (t) => {
    for (const type of ['svc', 'simulcast'] as const) {
      const silent = { type, source: 'camera', bytesPerLook: 0, score: 0 } as const
      assert.deepEqual(await toldOf(t, { ...silent, hasPath: false }), [], type)
      assert.deepEqual(await toldOf(t, silent), ['uplink'], type)
    }
  })
})
