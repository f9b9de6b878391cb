import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestInterruptedError } from '../../connection/request-errors.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import { FakeTrack } from '../../media/test-track.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { createBench, flush } from './test-local.ts'

test('before the meeting a microphone that is switched off is closed', async () => {
  const { microphone, find, local } = createBench()
  await microphone.set(true)
  const track = find('microphone')
  assert.equal(local().microphone.status, 'on')
  await microphone.set(false)
  assert.equal(track?.readyState, 'ended')
  assert.equal(find('microphone'), undefined)
  assert.equal(local().microphone.status, 'off')
})

test('in the meeting a muted microphone stays open and is silent at once', async () => {
  const { microphone, find, enter, publisher, local } = createBench()
  await microphone.set(true)
  enter()
  const muting = microphone.set(false)
  assert.equal(find('microphone')?.enabled, false)
  assert.equal(local().microphone.status, 'off')
  await muting
  assert.equal(find('microphone')?.readyState, 'live')
  assert.deepEqual(publisher.calls, ['microphone pause'])
})

test('a wish that changes while permission is asked for wins', async () => {
  const { microphone, world, find, local } = createBench()
  const asked = Promise.withResolvers<FakeTrack>()
  world.openMicrophone = () => asked.promise
  const on = microphone.set(true)
  await flush()
  assert.equal(local().microphone.status, 'starting')
  const off = microphone.set(false)
  const track = new FakeTrack('audio')
  asked.resolve(track)
  await Promise.all([on, off])
  assert.equal(track.readyState, 'ended')
  assert.equal(find('microphone'), undefined)
  assert.equal(local().microphone.status, 'off')
})

test('a microphone that cannot be opened says why', async () => {
  const { microphone, world, local } = createBench()
  world.openMicrophone = () => Promise.reject(new CaptureError('in-use'))
  await microphone.set(true)
  assert.deepEqual(local().microphone, { status: 'off', problem: 'in-use' })
  world.openMicrophone = () => Promise.resolve(new FakeTrack('audio'))
  await microphone.set(true)
  assert.deepEqual(local().microphone, { status: 'on', problem: null })
})

test('a new media session gets what is captured, muted as it is', async () => {
  const { microphone, camera, enter, publisher, find } = createBench()
  await microphone.set(true)
  await camera.set(true)
  enter()
  await microphone.set(false)
  publisher.calls.length = 0
  await microphone.attach(publisher as unknown as Publisher)
  await camera.attach(publisher as unknown as Publisher)
  const [voice, video] = [find('microphone')?.id, find('camera')?.id]
  assert.deepEqual(publisher.calls, [`microphone ${voice} paused`, `camera ${video}`])
})

test('a connection that breaks during unmute is no failure: the next session unmutes', async () => {
  const { microphone, enter, publisher, local } = createBench()
  await microphone.set(true)
  enter()
  await microphone.set(false)
  publisher.fail = new RequestInterruptedError('producer:resume')
  await microphone.set(true)
  assert.deepEqual(local().microphone, { status: 'on', problem: null })
  publisher.fail = null
  publisher.calls.length = 0
  await microphone.attach(publisher as unknown as Publisher)
  assert.equal(publisher.calls.length, 1)
  assert.equal(publisher.calls[0]?.endsWith('paused'), false)
})

test('a source that the server refuses is off, with a problem', async () => {
  const { microphone, camera, enter, publisher, local, find } = createBench()
  enter()
  publisher.fail = new Error('unsupported_media')
  await microphone.set(true)
  await camera.set(true)
  assert.deepEqual(local().microphone, { status: 'off', problem: 'unknown' })
  assert.equal(local().camera.status, 'off')
  assert.equal(local().camera.problem, 'unknown')
  assert.equal(find('camera'), undefined)
})

test('an unplugged microphone is replaced, and the person is told', async () => {
  const { microphone, enter, publisher, find, local } = createBench()
  await microphone.set(true)
  enter()
  const former = find('microphone')
  former?.end()
  await flush()
  const now = find('microphone')
  assert.ok(now && now !== former)
  assert.equal(publisher.calls.at(-1), `microphone ${now.id}`)
  assert.deepEqual(local().microphone, { status: 'on', problem: 'replaced' })
})

test('another microphone takes over while muted and stays muted', async () => {
  const { microphone, enter, publisher, find } = createBench()
  await microphone.set(true)
  enter()
  await microphone.set(false)
  const former = find('microphone')
  await microphone.select('usb')
  const now = find('microphone')
  assert.equal(former?.readyState, 'ended')
  assert.equal(now?.enabled, false)
  assert.equal(publisher.calls.at(-1), `microphone ${now.id} paused`)
})

test('a microphone that cannot take over leaves the present one in place', async () => {
  const { microphone, world, find, local } = createBench()
  await microphone.set(true)
  const former = find('microphone')
  world.openMicrophone = () => Promise.reject(new CaptureError('in-use'))
  await microphone.select('usb')
  assert.equal(find('microphone'), former)
  assert.equal(former?.readyState, 'live')
  assert.equal(local().microphone.problem, 'in-use')
})

test('talk is noticed while muted in a meeting, and only then', async () => {
  const { microphone, enter, meter, local } = createBench()
  await microphone.set(true)
  assert.equal(meter.running, 0)
  enter()
  await microphone.set(false)
  assert.equal(meter.running, 1)
  for (let reading = 0; reading < 4; reading += 1) meter.measured(-20)
  assert.equal(local().talkingWhileMuted, true)
  await microphone.set(true)
  assert.equal(local().talkingWhileMuted, false)
  assert.equal(meter.running, 0)
})

test('the level is measured while somebody looks at it', async () => {
  const { microphone, meter } = createBench()
  const levels: number[] = []
  const end = microphone.watchLevel((level) => levels.push(level))
  await microphone.set(true)
  assert.equal(meter.running, 1)
  meter.measured(-10)
  end()
  assert.equal(meter.running, 0)
  assert.deepEqual(levels, [1])
})
