import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cameraSendOptions,
  microphoneSendOptions,
  screenAudioSendOptions,
  screenSendOptions,
} from './send-options.ts'

const bitrates = { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 }

test('a voice goes first on a short line, costs nothing while silent and repairs itself', () => {
  const { encodings, codecOptions } = microphoneSendOptions(bitrates)
  assert.deepEqual(encodings, [{ maxBitrate: 40_000, priority: 'high', networkPriority: 'high' }])
  assert.deepEqual(codecOptions, { opusDtx: true, opusFec: true, opusMaxAverageBitrate: 40_000 })
})

test('a camera has as many layers as its size is worth, within the ceiling together', () => {
  const { encodings } = cameraSendOptions(bitrates, { width: 1280, height: 720 })
  assert.equal(encodings.length, 3)
  const total = encodings.reduce((sum, { maxBitrate = 0 }) => sum + maxBitrate, 0)
  assert.ok(Math.abs(total - 1_700_000) < 10, `${total} bit/s`)
  assert.equal(cameraSendOptions(bitrates, { width: 320, height: 180 }).encodings.length, 1)
})

test('a phone held upright gets the layers of the same phone held across', () => {
  const layers = (width: number, height: number): number =>
    cameraSendOptions(bitrates, { width, height }).encodings.length
  assert.equal(layers(720, 1280), layers(1280, 720))
})

test('a screen is one layer in full', () => {
  const { encodings } = screenSendOptions(bitrates)
  assert.equal(encodings.length, 1)
  assert.equal(encodings[0]?.scaleResolutionDownBy, 1)
  assert.equal(encodings[0]?.maxBitrate, 2_500_000)
})

test('video starts with usable bitrates in kbit/s, audio has no such option', () => {
  assert.equal(screenSendOptions(bitrates).codecOptions?.videoGoogleStartBitrate, 1_000)
  const camera = cameraSendOptions(bitrates, { width: 640, height: 360 })
  assert.equal(camera.codecOptions?.videoGoogleStartBitrate, 1_000)
  assert.equal(microphoneSendOptions(bitrates).codecOptions?.videoGoogleStartBitrate, undefined)
})

test('the audio of a screen is stereo and is never cut at silence', () => {
  const { codecOptions } = screenAudioSendOptions()
  assert.equal(codecOptions?.opusStereo, true)
  assert.equal(codecOptions.opusDtx, false)
})
