import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Capture } from '../../media/capture/capture.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import type { MediaProblem } from '../../media/media-types.ts'
import { FakeTrack } from '../../media/test-track.ts'
import { createPreviewOpeners } from './preview-opener.ts'

const choice = { deviceId: '', facing: null, resolution: '720p' } as const

/**
 * Openers over devices that fail as the test says.
 *
 * @param problem - of asking for both at once
 */
function createBench(problem?: MediaProblem) {
  const asked: string[] = []
  const alone: { camera?: MediaProblem; microphone?: MediaProblem } = {}
  const open = (name: 'camera' | 'microphone'): Promise<MediaStreamTrack> => {
    asked.push(name)
    const reason = alone[name]
    if (reason) return Promise.reject(new CaptureError(reason))
    return Promise.resolve(new FakeTrack(name === 'camera' ? 'video' : 'audio').asTrack())
  }
  const capture = {
    openBoth: () => {
      asked.push('both')
      if (problem) return Promise.reject(new CaptureError(problem))
      return Promise.resolve({
        camera: new FakeTrack('video').asTrack(),
        microphone: new FakeTrack('audio').asTrack(),
      })
    },
    openCamera: () => open('camera'),
    openMicrophone: () => open('microphone'),
  } as unknown as Capture
  return { asked, alone, openers: createPreviewOpeners(capture, choice, '') }
}

/** What the browser remembers of the permissions. */
function remember(t: TestContext, states: Partial<Record<string, PermissionState>>): void {
  const former = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: {
      permissions: {
        query: ({ name }: { name: string }) => {
          const state = states[name]
          return state ? Promise.resolve({ state }) : Promise.reject(new TypeError('unknown name'))
        },
      },
    },
  })
  t.after(() => {
    if (former) Object.defineProperty(globalThis, 'navigator', former)
  })
}

test('both devices are opened with a single question', async () => {
  const { asked, openers } = createBench()
  const [camera, microphone] = await Promise.all([openers.camera(), openers.microphone()])
  assert.deepEqual(asked, ['both'])
  assert.deepEqual([camera.kind, microphone.kind], ['video', 'audio'])
})

test('nothing is asked before the first device is wanted', () => {
  const { asked } = createBench()
  assert.deepEqual(asked, [])
})

test('when a device is missing each is tried alone, and the other one works', async () => {
  const { asked, alone, openers } = createBench('not-found')
  alone.camera = 'not-found'
  const [camera, microphone] = await Promise.allSettled([openers.camera(), openers.microphone()])
  assert.deepEqual(asked.sort(), ['both', 'camera', 'microphone'])
  assert.equal(camera.status, 'rejected')
  assert.equal(microphone.status, 'fulfilled')
})

test('a problem that both share is not asked about again', async () => {
  for (const problem of ['insecure-origin', 'unsupported'] as const) {
    const { asked, openers } = createBench(problem)
    await assert.rejects(openers.camera(), { problem })
    await assert.rejects(openers.microphone(), { problem })
    assert.deepEqual(asked, ['both'])
  }
})

test('a person who just said no is not asked again', async (t) => {
  remember(t, { camera: 'denied', microphone: 'prompt' })
  const { asked, openers } = createBench('permission-denied')
  await assert.rejects(openers.camera(), { problem: 'permission-denied' })
  await assert.rejects(openers.microphone(), { problem: 'permission-denied' })
  assert.deepEqual(asked, ['both'])
})

test('the device that the denial did not mean is opened alone', async (t) => {
  remember(t, { camera: 'denied', microphone: 'granted' })
  const { asked, openers } = createBench('permission-denied')
  await assert.rejects(openers.camera(), { problem: 'permission-denied' })
  assert.equal((await openers.microphone()).kind, 'audio')
  assert.deepEqual(asked, ['both', 'microphone'])
})

test('a browser that does not tell what was denied is not asked again', async (t) => {
  remember(t, {})
  const { openers } = createBench('permission-denied')
  await assert.rejects(openers.microphone(), { problem: 'permission-denied' })
})
