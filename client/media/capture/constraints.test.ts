import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaptureResolution } from '../media-types.ts'
import {
  cameraConstraints,
  microphoneConstraints,
  RESOLUTION_SIZES,
  screenOptions,
  videoConstraints,
} from './constraints.ts'

const RESOLUTIONS = Object.keys(RESOLUTION_SIZES) as CaptureResolution[]

test('every resolution is 16:9 and named by its height', () => {
  for (const resolution of RESOLUTIONS) {
    const { width, height } = RESOLUTION_SIZES[resolution]
    assert.equal(`${height}p`, resolution)
    assert.equal(width * 9, height * 16)
  }
})

test('sizes are wishes, because a camera that cannot is still better than none', () => {
  for (const resolution of RESOLUTIONS) {
    const { width, height, frameRate } = videoConstraints(resolution)
    assert.deepEqual({ width, height }, toIdeal(RESOLUTION_SIZES[resolution]))
    assert.deepEqual(frameRate, { ideal: 30, max: 30 })
  }
})

function toIdeal({ width, height }: { width: number; height: number }): unknown {
  return { width: { ideal: width }, height: { ideal: height } }
}

test('a chosen camera is asked for as firmly as it is said, whatever it faces', () => {
  const choice = { deviceId: 'cam', facing: 'environment', resolution: '720p' } as const
  const exact = cameraConstraints(choice, 'exact')
  assert.deepEqual(exact.deviceId, { exact: 'cam' })
  assert.equal(exact.facingMode, undefined)
  assert.deepEqual(cameraConstraints(choice, 'ideal').deviceId, { ideal: 'cam' })
})

test('without a chosen camera the one that looks at the person is preferred, never demanded', () => {
  const choice = { deviceId: '', facing: null, resolution: '720p' } as const
  for (const strength of ['exact', 'ideal'] as const) {
    const constraints = cameraConstraints(choice, strength)
    assert.deepEqual(constraints.facingMode, { ideal: 'user' })
    assert.equal(constraints.deviceId, undefined)
  }
})

test('a direction that was asked for is demanded first', () => {
  const choice = { deviceId: '', facing: 'environment', resolution: '360p' } as const
  assert.deepEqual(cameraConstraints(choice, 'exact').facingMode, { exact: 'environment' })
  assert.deepEqual(cameraConstraints(choice, 'ideal').facingMode, { ideal: 'environment' })
  assert.deepEqual(cameraConstraints(choice, 'exact').width, { ideal: 640 })
})

test('a microphone gets voice processing, and a device only when one is chosen', () => {
  assert.deepEqual(microphoneConstraints('', 'exact'), {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  })
  assert.deepEqual(microphoneConstraints('mic', 'exact').deviceId, { exact: 'mic' })
})

test('a shared screen comes with its audio as it is, and not with the meeting itself', () => {
  const options = screenOptions() as DisplayMediaStreamOptions & Record<string, unknown>
  const audio = options.audio as MediaTrackConstraints
  assert.deepEqual(
    [audio.echoCancellation, audio.noiseSuppression, audio.autoGainControl],
    [false, false, false],
  )
  assert.equal(options.systemAudio, 'include')
  assert.equal(options.selfBrowserSurface, 'exclude')
})
