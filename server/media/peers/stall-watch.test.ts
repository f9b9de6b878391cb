import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import type { Consumer, ConsumerLayers } from 'mediasoup/types'
import type { Stall } from '../../../protocol/index.ts'
import { watchStall } from './stall-watch.ts'

const PREFERRED: ConsumerLayers = { spatialLayer: 2, temporalLayer: 1 }

/** What of a mediasoup consumer tells whether its picture moves. It begins paused, as all do. */
class FakeConsumer extends EventEmitter {
  readonly observer = new EventEmitter()
  readonly preferredLayers: ConsumerLayers | undefined = PREFERRED
  readonly type: string
  closed = false
  paused = true
  producerPaused = false
  currentLayers: ConsumerLayers | undefined
  score = { score: 10, producerScore: 10, producerScores: [10, 10, 10] }
  /** Layers that it was told to choose from again. */
  readonly chosen: ConsumerLayers[] = []
  choice: () => Promise<void> = () => Promise.resolve()

  constructor(type: string) {
    super()
    this.type = type
  }

  async setPreferredLayers(layers: ConsumerLayers): Promise<void> {
    this.chosen.push(layers)
    await this.choice()
  }

  getStats(): Promise<{ type: string; byteCount: number }[]> {
    return Promise.resolve([])
  }

  /** Moves or stands still from now on. */
  shows(spatialLayer: number | undefined): void {
    this.currentLayers = spatialLayer === undefined ? undefined : { spatialLayer }
    this.emit('layerschange', this.currentLayers)
  }

  resume(): void {
    this.paused = false
    this.observer.emit('resume')
  }

  pause(): void {
    this.paused = true
    this.observer.emit('pause')
  }

  publisherPauses(): void {
    this.producerPaused = true
    this.observer.emit('pause')
  }

  /** Whether anything arrives from the publisher. */
  hears(isHeard: boolean): void {
    this.score = { ...this.score, producerScores: isHeard ? [10, 0, 0] : [0, 0, 0] }
  }

  close(): void {
    this.closed = true
    this.observer.emit('close')
  }
}

function setUp(t: TestContext, type = 'simulcast') {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const consumer = new FakeConsumer(type)
  const told: (Stall | null)[] = []
  const track = { source: 'camera', hasPath: () => true } as const
  watchStall(consumer as unknown as Consumer, track, (stall) => told.push(stall))
  const wait = (ms: number): void => {
    // In small steps, because a timer that starts during a step counts from its end.
    for (let step = 0; step < ms; step += 1) t.mock.timers.tick(1)
  }
  return { consumer, told, wait }
}

describe('watchStall', () => {
  it('says nothing of a picture that begins in time, however late', (t) => {
    const { consumer, told, wait } = setUp(t)
    consumer.resume()
    wait(1199)
    consumer.shows(0)
    wait(10_000)
    assert.deepEqual(told, [])
  })

  it('says nothing of a switch of layers', (t) => {
    const { consumer, told, wait } = setUp(t)
    consumer.resume()
    consumer.shows(2)
    for (let round = 0; round < 5; round += 1) {
      consumer.shows(undefined)
      wait(1000)
      consumer.shows(round % 3)
      wait(1000)
    }
    assert.deepEqual(told, [])
  })

  it('tells once that the line to the viewer is too narrow, and when the picture moves again', (t) => {
    const { consumer, told, wait } = setUp(t)
    consumer.resume()
    consumer.shows(1)
    consumer.shows(undefined)
    wait(1199)
    assert.deepEqual(told, [])
    wait(1)
    assert.deepEqual(told, ['downlink'])
    wait(10_000)
    assert.deepEqual(told, ['downlink'])
    consumer.shows(0)
    assert.deepEqual(told, ['downlink', null])
    wait(10_000)
    assert.deepEqual(told, ['downlink', null])
  })

  it('tells that nothing comes from the publisher, and when the reason is another one', (t) => {
    const { consumer, told, wait } = setUp(t)
    consumer.hears(false)
    consumer.resume()
    wait(1200)
    assert.deepEqual(told, ['uplink'])
    // It sends again, and the line to the viewer has become too narrow.
    consumer.hears(true)
    wait(1200)
    assert.deepEqual(told, ['uplink', 'downlink'])
  })

  it('has the layer chosen again while the picture stands still', (t) => {
    const { consumer, wait } = setUp(t)
    consumer.resume()
    wait(599)
    assert.deepEqual(consumer.chosen, [])
    wait(1)
    assert.deepEqual(consumer.chosen, [PREFERRED])
    wait(1200)
    assert.deepEqual(consumer.chosen, [PREFERRED, PREFERRED])
    consumer.shows(2)
    wait(10_000)
    assert.equal(consumer.chosen.length, 2)
  })

  it('leaves the choice alone while the publisher sends nothing, and where there is none', (t) => {
    const silent = setUp(t)
    silent.consumer.hears(false)
    silent.consumer.resume()
    silent.wait(10_000)
    assert.deepEqual(silent.consumer.chosen, [])
    t.mock.timers.reset()
    const single = setUp(t, 'svc')
    single.consumer.resume()
    single.wait(10_000)
    assert.deepEqual(single.consumer.chosen, [])
  })

  it('goes on when the choice fails, because the consumer closes at that moment', async (t) => {
    const { consumer, told, wait } = setUp(t)
    consumer.choice = () => Promise.reject(new Error('closed'))
    consumer.resume()
    wait(600)
    // An error that nobody caught would end the process here.
    await nextTurn()
    wait(600)
    assert.deepEqual(told, ['downlink'])
  })

  const ways: Record<string, (consumer: FakeConsumer) => void> = {
    'the viewer': (consumer) => consumer.pause(),
    'the publisher': (consumer) => consumer.publisherPauses(),
  }
  for (const [who, pause] of Object.entries(ways)) {
    it(`takes a picture that ${who} paused for none that stands still`, (t) => {
      const { consumer, told, wait } = setUp(t)
      consumer.resume()
      wait(1000)
      pause(consumer)
      wait(10_000)
      assert.deepEqual(told, [])
    })

    it(`takes its word back when ${who} pauses`, (t) => {
      const { consumer, told, wait } = setUp(t)
      consumer.resume()
      wait(600)
      wait(600)
      pause(consumer)
      assert.deepEqual(told, ['downlink', null])
    })
  }

  it('gives a picture its time again after each pause', (t) => {
    const { consumer, told, wait } = setUp(t)
    consumer.resume()
    wait(1000)
    consumer.pause()
    consumer.resume()
    wait(1199)
    assert.deepEqual(told, [])
    wait(1)
    assert.deepEqual(told, ['downlink'])
  })

  it('says nothing more of a consumer that closed', (t) => {
    for (const before of [0, 599, 601, 1199]) {
      const { consumer, told, wait } = setUp(t)
      consumer.resume()
      wait(before)
      consumer.close()
      const chosen = consumer.chosen.length
      wait(10_000)
      assert.deepEqual(told, [], `closed after ${before} ms`)
      assert.equal(consumer.chosen.length, chosen)
      t.mock.timers.reset()
    }
  })
})
