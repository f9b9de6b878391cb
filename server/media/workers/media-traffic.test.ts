import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import type { Worker } from 'mediasoup/types'
import type { LineSample } from './line-sample.ts'
import { MediaTraffic } from './media-traffic.ts'

/** A track or a transport that answers with what a test sets. */
class Fake {
  readonly observer = new EventEmitter()
  readonly kind = 'video'
  readonly type = 'simple'
  readonly paused = false
  readonly dtlsState = 'connected'
  asked = 0
  stats: object[] = []
  readonly appData: object

  constructor(appData: object = {}) {
    this.appData = appData
  }

  async getStats(): Promise<object[]> {
    this.asked += 1
    return this.stats
  }
}

function setUp(t: TestContext) {
  let now = 1000
  t.mock.timers.enable({ apis: ['setInterval'] })
  t.mock.method(performance, 'now', () => now)
  const traffic = new MediaTraffic()
  const worker = new Fake()
  const router = new Fake()
  traffic.watch(worker as unknown as Worker)
  worker.observer.emit('newrouter', router)
  const add = (participantId: string, direction: 'send' | 'receive'): Fake => {
    const transport = new Fake({ participantId, direction })
    transport.stats = [{ bytesReceived: 0, bytesSent: 0, recvBitrate: 0, sendBitrate: 8000 }]
    router.observer.emit('newtransport', transport)
    return transport
  }
  /** Lets time pass in ticks, and answers come. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      now += 100
      t.mock.timers.tick(100)
      await new Promise(setImmediate)
    }
  }
  return { traffic, router, add, pass }
}

describe('MediaTraffic', () => {
  it('asks no worker anything until somebody wants to know, nor a minute later', async (t) => {
    const { traffic, add, pass } = setUp(t)
    const line = add('ada', 'send')
    await pass(10_000)
    assert.equal(line.asked, 0)
    traffic.want()
    await pass(59_000)
    assert.ok(line.asked >= 10 && line.asked <= 13, `${line.asked} times`)
    const { asked } = line
    await pass(60_000)
    assert.ok(line.asked <= asked + 1)
  })

  it('sums what was carried, and never less than before', async (t) => {
    const { traffic, add, pass } = setUp(t)
    const line = add('ada', 'receive')
    const track = new Fake()
    line.observer.emit('newconsumer', track)
    const samples: LineSample[] = []
    traffic.observe({ lineMeasured: (_direction, sample) => void samples.push(sample) })
    traffic.want()
    const measure = async (bytesSent: number, packetCount: number, packetsLost: number): Promise<void> => {
      line.stats = [{ bytesSent, sendBitrate: 8000, iceSelectedTuple: { protocol: 'tcp' } }]
      track.stats = [
        { type: 'inbound-rtp', packetCount: 9e9, packetsLost: 9e9 },
        { type: 'outbound-rtp', packetCount, packetsLost, roundTripTime: 30 },
      ]
      await pass(5000)
    }
    await measure(1000, 100, 0)
    await measure(3000, 200, 10)
    assert.deepEqual(traffic.totals.receive, { bytes: 3000, packets: 200, lost: 10 })
    track.observer.emit('close')
    await measure(3500, 0, 0)
    assert.deepEqual(traffic.totals.receive, { bytes: 3500, packets: 200, lost: 10 })
    assert.deepEqual(
      samples.map(({ lossRatio, roundTripMs, protocol }) => [lossRatio, roundTripMs, protocol]),
      [
        [0, 30, 'tcp'],
        [0.1, 30, 'tcp'],
        [null, null, 'tcp'],
      ],
    )
  })

  it('asks so much a second, however many there are, and everybody in turn', async (t) => {
    const { traffic, add, pass } = setUp(t)
    const lines = Array.from({ length: 2000 }, (_, index) => add(`p${index}`, 'receive'))
    traffic.want()
    await pass(10_000)
    const asked = lines.reduce((sum, line) => sum + line.asked, 0)
    assert.ok(asked >= 900 && asked <= 1000, `${asked} questions`)
    assert.ok(lines.every((line) => line.asked <= 1))
    traffic.want()
    await pass(11_000)
    assert.equal(lines.filter((line) => line.asked === 0).length, 0)
  })

  it('shows somebody who is watched before all others', async (t) => {
    const { traffic, add, pass } = setUp(t)
    for (let index = 0; index < 2000; index += 1) add(`p${index}`, 'receive')
    add('ada', 'send')
    assert.deepEqual(traffic.read('ada'), { send: null, receive: null })
    await pass(200)
    assert.equal(traffic.read('ada').send?.lossRatio, null)
    assert.deepEqual(traffic.read('nobody'), { send: null, receive: null })
  })

  it('asks a worker nothing more while it owes an answer, and forgets who left', async (t) => {
    const { traffic, add, pass } = setUp(t)
    const stuck = add('ada', 'send')
    stuck.getStats = async () => {
      stuck.asked += 1
      return await new Promise(() => undefined)
    }
    traffic.want()
    await pass(30_000)
    const other = add('bob', 'send')
    await pass(10_000)
    assert.deepEqual([stuck.asked, other.asked], [1, 0])
    stuck.observer.emit('close')
    other.observer.emit('close')
    assert.deepEqual(traffic.read('ada'), { send: null, receive: null })
  })
})
