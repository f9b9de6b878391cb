import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeTrack } from '../../media/test-track.ts'
import { createBench, flush } from './test-local.ts'

test('a shared screen ends everywhere when the browser ends it', async () => {
  const { screen, world, enter, publisher, find, local } = createBench()
  const video = new FakeTrack('video')
  const audio = new FakeTrack('audio')
  world.openScreen = () => Promise.resolve({ video: video.asTrack(), audio: audio.asTrack() })
  enter()
  await screen.start()
  assert.deepEqual(local().screen, { status: 'on', hasAudio: true, problem: null })
  assert.equal(find('screen'), video)
  video.end()
  await flush()
  assert.equal(audio.readyState, 'ended')
  assert.deepEqual(local().screen, { status: 'off', hasAudio: false, problem: null })
  assert.deepEqual(publisher.calls.slice(-2), ['screen close', 'screen-audio close'])
})

test('closing the question what to share changes nothing', async () => {
  const { screen, enter, publisher, local } = createBench()
  enter()
  await screen.start()
  assert.deepEqual(local().screen, { status: 'off', hasAudio: false, problem: null })
  assert.deepEqual(publisher.calls, [])
})

test('the sound of a shared screen may end before its picture', async () => {
  const { screen, world, enter, publisher, local } = createBench()
  const audio = new FakeTrack('audio')
  world.openScreen = () =>
    Promise.resolve({ video: new FakeTrack('video').asTrack(), audio: audio.asTrack() })
  enter()
  await screen.start()
  audio.end()
  await flush()
  assert.equal(local().screen.status, 'on')
  assert.equal(local().screen.hasAudio, false)
  assert.equal(publisher.calls.at(-1), 'screen-audio close')
})
