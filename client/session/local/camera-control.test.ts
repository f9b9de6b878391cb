import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import { FakeTrack } from '../../media/test-track.ts'
import { createBench } from './test-local.ts'

test('a camera that is switched off is closed and its producer ended', async () => {
  const { camera, enter, publisher, find, local } = createBench()
  enter()
  await camera.set(true)
  const track = find('camera')
  const off = camera.set(false)
  assert.equal(track?.enabled, false)
  await off
  assert.equal(track?.readyState, 'ended')
  assert.equal(publisher.calls.at(-1), 'camera close')
  assert.equal(local().camera.status, 'off')
  await camera.set(true)
  assert.notEqual(find('camera'), track)
  assert.equal(local().camera.status, 'on')
})

test('a phone that opens one camera at a time changes cameras all the same', async () => {
  const { camera, world, find } = createBench()
  await camera.set(true)
  const former = find('camera')
  world.openCamera = () =>
    former?.readyState === 'live'
      ? Promise.reject(new CaptureError('in-use'))
      : Promise.resolve(new FakeTrack('video'))
  await camera.select('rear')
  assert.equal(former?.readyState, 'ended')
  assert.equal(find('camera')?.readyState, 'live')
})

test('flipping changes between front and rear where the browser tells them apart', async () => {
  const { camera, world, local } = createBench()
  const asked: unknown[] = []
  world.openCamera = ({ facing, deviceId }) => {
    asked.push([facing, deviceId])
    return Promise.resolve(new FakeTrack('video', { facingMode: facing ?? 'user' }))
  }
  await camera.set(true)
  assert.equal(local().camera.facing, 'user')
  await camera.flip()
  assert.equal(local().camera.facing, 'environment')
  await camera.flip()
  assert.deepEqual(asked, [
    [null, ''],
    ['environment', ''],
    ['user', ''],
  ])
})

test('flipping goes to the next camera where facing is unknown', async () => {
  const { camera, world, context, local } = createBench()
  context.patch({
    devices: { ...local().devices, camera: ['one', 'two'].map((id) => ({ id, label: id })) },
  })
  const asked: string[] = []
  world.openCamera = ({ deviceId }) => {
    asked.push(deviceId)
    return Promise.resolve(new FakeTrack('video', { deviceId: deviceId || 'one' }))
  }
  await camera.set(true)
  await camera.flip()
  await camera.flip()
  assert.deepEqual(asked, ['', 'two', 'one'])
})

test('another resolution is applied to the open camera and published', async () => {
  const { camera, enter, publisher, find, local } = createBench()
  enter()
  await camera.set(true)
  const track = find('camera')
  await camera.setResolution('360p')
  assert.equal(find('camera'), track)
  assert.equal(track?.getSettings().height, 360)
  assert.equal(local().camera.resolution, '360p')
  assert.equal(publisher.calls.filter((call) => call === `camera ${track.id}`).length, 2)
})
