import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Producer } from 'mediasoup-client/types'
import { ProtocolError } from '../../../protocol/index.ts'
import { FakeSignaling, settle } from '../test-media.ts'
import { FakeTrack } from '../test-track.ts'
import { SizeReport } from './size-report.ts'

function createBench() {
  const track = new FakeTrack('video', { width: 1280, height: 720 })
  const producer = { closed: false, track: track.asTrack() as MediaStreamTrack | null }
  const signaling = new FakeSignaling()
  const report = new SizeReport(
    producer as unknown as Producer,
    { width: 1280, height: 720 },
    signaling.asSignaling,
  )
  return { track, producer, signaling, report }
}

test('a size that is known already is not told again', () => {
  const { report, signaling } = createBench()
  report.follow('p1')
  assert.deepEqual(signaling.asked, [])
})

test('a phone that was turned is told once', () => {
  const { report, signaling, track } = createBench()
  track.settings = { width: 720, height: 1280 }
  report.follow('p1')
  report.follow('p1')
  assert.equal(signaling.asked.length, 1)
  assert.deepEqual(signaling.last('producer:resize').params, {
    producerId: 'p1',
    captureSize: { width: 720, height: 1280 },
  })
})

test('what did not arrive is said again', async () => {
  const { report, signaling, track } = createBench()
  track.settings = { width: 640, height: 360 }
  report.follow('p1')
  signaling.last('producer:resize').refuse(new Error('connection lost'))
  await settle()
  report.follow('p1')
  assert.equal(signaling.asked.length, 2)
})

test('what the server refused is not said again', async () => {
  const { report, signaling, track } = createBench()
  track.settings = { width: 640, height: 360 }
  report.follow('p1')
  signaling.last('producer:resize').refuse(new ProtocolError('not_found'))
  await settle()
  report.follow('p1')
  assert.equal(signaling.asked.length, 1)
})

test('a failure that comes late does not take back what was told meanwhile', async () => {
  const { report, signaling, track } = createBench()
  track.settings = { width: 640, height: 360 }
  report.follow('p1')
  const late = signaling.last('producer:resize')
  track.settings = { width: 320, height: 180 }
  report.follow('p1')
  late.refuse(new Error('connection lost'))
  await settle()
  report.follow('p1')
  assert.equal(signaling.asked.length, 2)
})

test('a producer that is closed or has no track says nothing', () => {
  const { report, signaling, producer, track } = createBench()
  track.settings = { width: 640, height: 360 }
  producer.closed = true
  report.follow('p1')
  Object.assign(producer, { closed: false, track: null })
  report.follow('p1')
  assert.deepEqual(signaling.asked, [])
})
