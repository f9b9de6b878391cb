import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeTrack } from '../../media/test-track.ts'
import { createBench, flush } from './test-local.ts'

test('a source that may not be sent is not captured, and no preference says that it was', async () => {
  const { world, microphone, camera, screen, enter, local, find, context } = createBench()
  enter()
  world.allowed.clear()
  context.preferences.write({ microphoneOn: false, cameraOn: false })
  await Promise.all([microphone.set(true), camera.set(true), screen.start()])
  assert.deepEqual(
    [local().microphone.status, local().camera.status, local().screen.status],
    ['off', 'off', 'off'],
  )
  assert.equal(find('microphone') ?? find('camera'), undefined)
  const { microphoneOn, cameraOn } = context.preferences.read()
  assert.deepEqual([microphoneOn, cameraOn], [false, false])
})

test('what a host turns off is off at once, and the next meeting begins as its owner likes it', async () => {
  const { microphone, camera, enter, publisher, find, local, context } = createBench()
  await microphone.set(true)
  await camera.set(true)
  enter()
  const halted = [microphone.halt(), camera.halt()]
  assert.deepEqual([find('microphone')?.enabled, find('camera')?.enabled], [false, false])
  assert.deepEqual([local().microphone.status, local().camera.status], ['off', 'off'])
  await Promise.all(halted)
  assert.deepEqual(publisher.calls.toSorted(), ['camera close', 'microphone pause'])
  assert.equal(find('microphone')?.readyState, 'live', 'unmuting stays instant')
  const { microphoneOn, cameraOn } = context.preferences.read()
  assert.deepEqual([microphoneOn, cameraOn], [true, true])
})

test('a microphone that is stopped gives its device back and can be sent anew', async () => {
  const { microphone, enter, publisher, find, local } = createBench()
  enter()
  await microphone.set(true)
  const track = find('microphone')
  const stopping = microphone.stop()
  assert.equal(local().microphone.status, 'off')
  await stopping
  assert.equal(track?.readyState, 'ended')
  assert.equal(publisher.calls.at(-1), 'microphone close')
  await microphone.set(true)
  assert.notEqual(find('microphone'), track)
  assert.equal(publisher.calls.at(-1), `microphone ${find('microphone')?.id}`)
})

test('a device that opens after its owner has lost the right to send it is closed again', async () => {
  const { microphone, camera, world, enter, publisher, find, local } = createBench()
  enter()
  const microphoneAsked = Promise.withResolvers<FakeTrack>()
  const cameraAsked = Promise.withResolvers<FakeTrack>()
  world.openMicrophone = () => microphoneAsked.promise
  world.openCamera = () => cameraAsked.promise
  const turning = [microphone.set(true), camera.set(true)]
  await flush()
  turning.push(microphone.stop(), camera.stop())
  const tracks = [new FakeTrack('audio'), new FakeTrack('video')] as const
  microphoneAsked.resolve(tracks[0])
  cameraAsked.resolve(tracks[1])
  await Promise.all(turning)
  assert.deepEqual(
    tracks.map(({ readyState }) => readyState),
    ['ended', 'ended'],
  )
  assert.deepEqual([local().microphone.status, local().camera.status], ['off', 'off'])
  assert.equal(find('microphone') ?? find('camera'), undefined)
  assert.ok(!publisher.calls.some((call) => /^(microphone|camera) track/.test(call)))
})

test('a screen that a host stops is off at once', async () => {
  const { screen, world, enter, local } = createBench()
  const video = new FakeTrack('video')
  world.openScreen = () => Promise.resolve({ video: video.asTrack(), audio: undefined })
  enter()
  await screen.start()
  const halted = screen.halt()
  assert.equal(local().screen.status, 'off')
  await halted
  assert.equal(video.readyState, 'ended')
})
