import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cameraEncodings, cameraLayerCount, screenEncodings } from './encodings.ts'

const size = (width: number, height: number) => ({ width, height })

test('the number of layers follows the height of the captured picture', () => {
  assert.equal(cameraLayerCount(size(1920, 1080)), 3)
  assert.equal(cameraLayerCount(size(1280, 720)), 3)
  assert.equal(cameraLayerCount(size(960, 540)), 3)
  assert.equal(cameraLayerCount(size(958, 539)), 2)
  assert.equal(cameraLayerCount(size(640, 360)), 2)
  assert.equal(cameraLayerCount(size(480, 270)), 2)
  assert.equal(cameraLayerCount(size(478, 269)), 1)
  assert.equal(cameraLayerCount(size(320, 180)), 1)
})

test('a phone held upright counts by its short edge', () => {
  assert.equal(cameraLayerCount(size(720, 1280)), 3)
  assert.equal(cameraLayerCount(size(360, 640)), 2)
})

test('layers go from a quarter to the full picture, and the highest is never scaled', () => {
  const scales = (height: number): number[] =>
    cameraEncodings(size((height * 16) / 9, height), 1_700_000).map(
      ({ scaleResolutionDownBy }) => scaleResolutionDownBy,
    )
  assert.deepEqual(scales(720), [4, 2, 1])
  assert.deepEqual(scales(360), [2, 1])
  assert.deepEqual(scales(180), [1])
})

test('all layers together keep to the ceiling, and each gets more than the one below', () => {
  for (const height of [540, 720, 1080]) {
    const rates = cameraEncodings(size((height * 16) / 9, height), 2_000_000).map(
      ({ maxBitrate }) => maxBitrate,
    )
    const sum = rates.reduce((total, rate) => total + rate, 0)
    assert.ok(sum <= 2_000_003, `${height}p uses ${sum}`)
    assert.deepEqual(
      rates,
      rates.toSorted((a, b) => a - b),
    )
  }
})

test('a smaller picture gets a smaller share of the ceiling', () => {
  const total = (height: number): number =>
    cameraEncodings(size((height * 16) / 9, height), 2_000_000).reduce(
      (sum, { maxBitrate }) => sum + maxBitrate,
      0,
    )
  assert.ok(total(720) > total(540))
  assert.ok(total(540) > total(360))
  assert.ok(total(360) > total(180))
  assert.equal(total(720), total(1080))
})

test('a tiny ceiling still leaves every layer enough to show something', () => {
  for (const { maxBitrate } of cameraEncodings(size(1280, 720), 10_000)) assert.ok(maxBitrate >= 60_000)
})

test('a screen is sent in full resolution', () => {
  const encodings = screenEncodings(2_500_000)
  assert.equal(encodings.length, 1)
  assert.equal(encodings[0]?.scaleResolutionDownBy, 1)
  assert.equal(encodings[0]?.maxBitrate, 2_500_000)
})
