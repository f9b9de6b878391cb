import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../test-media.ts'
import { canSelectSpeaker, DeviceWatcher, listDevices, type DeviceLists } from './device-watcher.ts'

const device = (kind: MediaDeviceKind, deviceId: string, label = deviceId): MediaDeviceInfo =>
  ({ kind, deviceId, label }) as MediaDeviceInfo

/** The part of `navigator.mediaDevices` that lists devices. */
class FakeDevices extends EventTarget {
  found: MediaDeviceInfo[] = []
  failure: Error | null = null
  asked = 0

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    this.asked += 1
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.found)
  }
}

function createBench() {
  const devices = new FakeDevices()
  const told: DeviceLists[] = []
  const watcher = new DeviceWatcher((lists) => told.push(lists), devices as unknown as MediaDevices)
  return { devices, told, watcher }
}

test('devices are listed by kind, in the order of the browser', () => {
  const lists = listDevices([
    device('audioinput', 'mic-1', 'Headset'),
    device('videoinput', 'cam-1'),
    device('audioinput', 'mic-2'),
    device('audiooutput', 'speaker-1'),
  ])
  assert.deepEqual(lists, {
    camera: [{ id: 'cam-1', label: 'cam-1' }],
    microphone: [
      { id: 'mic-1', label: 'Headset' },
      { id: 'mic-2', label: 'mic-2' },
    ],
    speaker: [{ id: 'speaker-1', label: 'speaker-1' }],
  })
})

test('defaults that the browser lists once more are left out', () => {
  const lists = listDevices([
    device('audioinput', 'default'),
    device('audioinput', 'communications'),
    device('audioinput', ''),
    device('audioinput', 'mic-1'),
  ])
  assert.deepEqual(lists.microphone, [{ id: 'mic-1', label: 'mic-1' }])
})

test('the list follows what is plugged in', async () => {
  const { devices, told, watcher } = createBench()
  await watcher.start()
  assert.deepEqual(told.at(-1)?.camera, [])
  devices.found = [device('videoinput', 'cam-1')]
  devices.dispatchEvent(new Event('devicechange'))
  await settle()
  assert.deepEqual(told.at(-1)?.camera, [{ id: 'cam-1', label: 'cam-1' }])
})

test('a second start reads the list again and listens no second time', async () => {
  const { devices, watcher } = createBench()
  await watcher.start()
  await watcher.start()
  assert.equal(devices.asked, 2)
  devices.dispatchEvent(new Event('devicechange'))
  await settle()
  assert.equal(devices.asked, 3)
})

test('a browser that does not list its devices changes nothing', async () => {
  const { devices, told, watcher } = createBench()
  devices.failure = new Error('not allowed')
  await watcher.start()
  assert.equal(told.length, 0)
  await new DeviceWatcher((lists) => told.push(lists), undefined).start()
  assert.equal(told.length, 0)
})

test('a speaker can be chosen only where media elements know how', (t) => {
  assert.equal(canSelectSpeaker(), false)
  const page = globalThis as { HTMLMediaElement?: unknown }
  t.after(() => delete page.HTMLMediaElement)
  page.HTMLMediaElement = function () {}
  assert.equal(canSelectSpeaker(), false)
  page.HTMLMediaElement = class {
    setSinkId(): void {}
  }
  assert.equal(canSelectSpeaker(), true)
})
