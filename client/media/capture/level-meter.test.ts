import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelOf, meterLevel } from './level-meter.ts'

const samples = (amplitude: number, count = 1_024): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => (index % 2 === 0 ? amplitude : -amplitude))

const closeTo = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 0.01, `${actual} is not about ${expected}`)

test('full scale is 0 dBFS, and half of it 6 dB less', () => {
  closeTo(levelOf(samples(1)), 0)
  closeTo(levelOf(samples(0.5)), -6.02)
  closeTo(levelOf(samples(0.001)), -60)
})

test('a sine is 3 dB below a square of the same height', () => {
  const sine = Float32Array.from({ length: 1_024 }, (_, index) => Math.sin((index * 2 * Math.PI) / 64))
  closeTo(levelOf(sine), -3.01)
})

test('silence has a floor instead of minus infinity', () => {
  assert.equal(levelOf(samples(0)), -100)
  assert.equal(levelOf(new Float32Array(0)), -100)
  assert.equal(levelOf(samples(1e-9)), -100)
})

test('the meter goes from a quiet room to a close and loud voice', () => {
  assert.equal(meterLevel(-60), 0)
  assert.equal(meterLevel(-10), 1)
  closeTo(meterLevel(-35), 0.5)
})

test('the meter stays within its ends', () => {
  assert.equal(meterLevel(-100), 0)
  assert.equal(meterLevel(0), 1)
})

test('louder is never shown as less', () => {
  for (let decibels = -99; decibels <= 0; decibels += 1) {
    assert.ok(meterLevel(decibels) >= meterLevel(decibels - 1))
  }
})
