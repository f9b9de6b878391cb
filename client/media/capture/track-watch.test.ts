import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeTrack } from '../test-track.ts'
import { TrackWatch } from './track-watch.ts'

function setUp(track = new FakeTrack('video', { width: 1280, height: 720 })) {
  const looks = new Set<() => void>()
  const told: unknown[] = []
  const watch = new TrackWatch(
    track.asTrack(),
    (look) => {
      looks.add(look)
      return () => looks.delete(look)
    },
    { faultChanged: (fault) => told.push(fault), resized: () => told.push('resized') },
  )
  /** Seconds in which the camera brings so many frames each. */
  const pass = (seconds: number, frames: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      if (track.stats) track.stats.totalFrames += frames
      for (const look of looks) look()
    }
  }
  return { track, told, pass, watch, looks }
}

test('a device that the system mutes is told, and when it speaks again', () => {
  const { track, told } = setUp()
  track.mute(true)
  track.mute(false)
  assert.deepEqual(told, ['muted', null])
})

test('a device that was muted before it was opened is told at once', () => {
  const track = new FakeTrack('audio')
  track.muted = true
  assert.deepEqual(setUp(track).told, ['muted'])
})

test('a camera that brings no frames is told after some seconds, once, and when it moves again', () => {
  const { track, told, pass } = setUp()
  track.stats = { totalFrames: 0 }
  pass(5, 10)
  pass(3, 0)
  pass(1, 1)
  assert.deepEqual(told, [], 'a pause is no fault')
  pass(30, 0)
  assert.deepEqual(told, ['no-frames'])
  pass(1, 1)
  assert.deepEqual(told, ['no-frames', null])
})

test('muted by the system explains that no frames come', () => {
  const { track, told, pass } = setUp()
  track.stats = { totalFrames: 0 }
  track.mute(true)
  pass(10, 0)
  assert.deepEqual(told, ['muted'])
  track.mute(false)
  assert.deepEqual(told, ['muted', 'no-frames'])
})

test('a camera whose frames nobody counts, or that is switched off here, is not called dead', () => {
  const uncounted = setUp()
  uncounted.pass(30, 0)
  assert.deepEqual(uncounted.told, [])
  const off = setUp()
  off.track.stats = { totalFrames: 0 }
  off.track.enabled = false
  off.pass(30, 0)
  assert.deepEqual(off.told, [])
})

test('another size is told once it stays, and not while it still changes', () => {
  const { track, told, pass } = setUp()
  for (const width of [1200, 1000, 800, 640]) {
    track.settings = { width, height: 360 }
    pass(1, 0)
  }
  assert.deepEqual(told, [])
  pass(5, 0)
  assert.deepEqual(told, ['resized'])
  // There and back again before anybody could look is no change.
  track.settings = { width: 1280, height: 720 }
  pass(1, 0)
  track.settings = { width: 640, height: 360 }
  pass(10, 0)
  assert.deepEqual(told, ['resized'])
})

test('nothing is told of a track that ended or is not watched any more', () => {
  const { track, told, watch, looks } = setUp()
  track.readyState = 'ended'
  track.mute(true)
  track.readyState = 'live'
  watch.close()
  track.mute(true)
  assert.deepEqual([told, looks.size], [[], 0])
})
