import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listDevices } from './device-watcher.ts'
import { createPreferences } from './preferences.ts'

function fakeStorage(initial: Record<string, string> = {}): Storage {
  const items = new Map(Object.entries(initial))
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  } as unknown as Storage
}

test('choices survive the page', () => {
  const storage = fakeStorage()
  createPreferences(storage).write({ cameraOn: false, microphone: 'usb' })
  const later = createPreferences(storage).read()
  assert.equal(later.cameraOn, false)
  assert.equal(later.microphone, 'usb')
  assert.equal(later.microphoneOn, true)
})

test('whatever stands in the storage, the choices are valid', () => {
  for (const text of [
    '',
    'no json',
    'null',
    '[1]',
    '"x"',
    '{"resolution":"9000p","cameraOn":"yes","camera":7}',
  ]) {
    const { resolution, cameraOn, camera } = createPreferences(fakeStorage({ 'plenary.media': text })).read()
    assert.equal(resolution, '720p')
    assert.equal(cameraOn, true)
    assert.equal(camera, '')
  }
})

test('without storage choices last as long as the page', () => {
  const blocked = {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('denied')
    },
  } as unknown as Storage
  const preferences = createPreferences(blocked)
  preferences.write({ microphoneOn: false })
  assert.equal(preferences.read().microphoneOn, false)
})

test('devices are listed by kind, without the aliases of the browser', () => {
  const device = (kind: MediaDeviceKind, deviceId: string): MediaDeviceInfo =>
    ({ kind, deviceId, label: `${kind} ${deviceId}` }) as MediaDeviceInfo
  const lists = listDevices([
    device('audioinput', 'default'),
    device('audioinput', 'm1'),
    device('audiooutput', 'communications'),
    device('audiooutput', 's1'),
    device('videoinput', ''),
    device('videoinput', 'c1'),
  ])
  assert.deepEqual(lists, {
    microphone: [{ id: 'm1', label: 'audioinput m1' }],
    speaker: [{ id: 's1', label: 'audiooutput s1' }],
    camera: [{ id: 'c1', label: 'videoinput c1' }],
  })
})
