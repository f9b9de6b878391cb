import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelOf, meterLevel } from './level-meter.ts'
import { SpeechDetector } from './speech-detector.ts'

/** Feeds one reading each tenth of a second; returns the last answer. */
function feed(detector: SpeechDetector, levels: readonly number[], start = 0): boolean {
  return levels.reduce((_, level, index) => detector.feed(level, start + index * 100), false)
}

test('one loud moment is a cough, not speech', () => {
  assert.equal(feed(new SpeechDetector(), [-80, -20, -80, -80, -80]), false)
})

test('several loud readings in half a second are speech', () => {
  assert.equal(feed(new SpeechDetector(), [-80, -30, -50, -30, -30]), true)
})

test('speech is held for some seconds, and then it is over', () => {
  const detector = new SpeechDetector()
  feed(detector, [-30, -30, -30])
  assert.equal(detector.feed(-80, 2_900), true)
  assert.equal(detector.feed(-80, 4_000), false)
})

test('loud moments far apart do not add up', () => {
  const detector = new SpeechDetector()
  const answers = [0, 1_000, 2_000, 3_000, 4_000].map((at) => detector.feed(-20, at))
  assert.deepEqual(answers, [false, false, false, false, false])
})

test('a reset forgets', () => {
  const detector = new SpeechDetector()
  feed(detector, [-30, -30, -30])
  detector.reset()
  assert.equal(detector.feed(-80, 400), false)
})

test('levels are measured in decibels of full scale', () => {
  assert.equal(levelOf(new Float32Array(64)), -100)
  assert.ok(Math.abs(levelOf(new Float32Array(64).fill(1)) - 0) < 0.001)
  assert.ok(Math.abs(levelOf(new Float32Array(64).fill(0.1)) + 20) < 0.001)
})

test('the meter keeps between silence and full', () => {
  assert.equal(meterLevel(-100), 0)
  assert.equal(meterLevel(0), 1)
  assert.equal(meterLevel(-35), 0.5)
})
