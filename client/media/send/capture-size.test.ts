import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TILE_PIXELS_MAX } from '../../../protocol/index.ts'
import { FakeTrack } from '../test-track.ts'
import { boundedCaptureSize, captureSize } from './capture-size.ts'

const track = (settings: MediaTrackSettings): MediaStreamTrack => new FakeTrack('video', settings).asTrack()

test('the size is what the track captures now', () => {
  assert.deepEqual(captureSize(track({ width: 640, height: 360 })), { width: 640, height: 360 })
})

test('a browser that does not tell is taken for 720p', () => {
  assert.deepEqual(captureSize(track({})), { width: 1280, height: 720 })
})

test('what the server is told is whole and within the bounds of the protocol', () => {
  assert.deepEqual(boundedCaptureSize(track({ width: 0, height: 359.6 })), { width: 1, height: 360 })
  assert.deepEqual(boundedCaptureSize(track({ width: 99_999, height: 720 })), {
    width: TILE_PIXELS_MAX,
    height: 720,
  })
})
