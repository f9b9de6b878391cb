import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceOptions } from './device-options.ts'

/** Texts as their keys, with what is filled in. */
const t = ((key: string, values?: Record<string, unknown>) =>
  values ? `${key} ${Object.values(values).join(' ')}` : key) as unknown as Parameters<
  typeof deviceOptions
>[2]

test('the default comes first and means no device in particular', () => {
  const options = deviceOptions('camera', [{ id: 'cam-1', label: 'Webcam' }], t)
  assert.deepEqual(options, [
    { value: '', label: 'devices.default' },
    { value: 'cam-1', label: 'Webcam' },
  ])
})

test('without any device that is said', () => {
  assert.deepEqual(deviceOptions('camera', [], t), [{ value: '', label: 'devices.none' }])
})

test('a browser that lists no speaker has one all the same', () => {
  assert.deepEqual(deviceOptions('speaker', [], t), [{ value: '', label: 'devices.chosenBySystem' }])
})

test('devices that the browser hides are the default one', () => {
  const hidden = [
    { id: '', label: '' },
    { id: 'default', label: '' },
  ]
  assert.deepEqual(deviceOptions('microphone', hidden, t), [{ value: '', label: 'devices.default' }])
})

test('devices without labels are numbered', () => {
  const options = deviceOptions(
    'microphone',
    [
      { id: 'mic-1', label: '' },
      { id: 'mic-2', label: 'Headset' },
      { id: 'mic-3', label: '' },
    ],
    t,
  )
  assert.deepEqual(
    options.map(({ label }) => label),
    [
      'devices.default',
      'devices.unnamed devices.microphone 1',
      'Headset',
      'devices.unnamed devices.microphone 3',
    ],
  )
})
