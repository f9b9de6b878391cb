/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seesMoving } from './kit/media.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

declare global {
  interface Window {
    /** The camera that the page has opened. */
    testCamera?: MediaStreamTrack
    /** Whether the camera of `paintedCamera` still brings frames. */
    testPaints?: boolean
  }
}

const scene = scenes()

/** Runs in the page before its scripts: keeps the camera at hand. */
function keepCamera(): void {
  const { mediaDevices } = navigator
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints)
    const [camera] = stream.getVideoTracks()
    if (camera) window.testCamera = camera
    return stream
  }
}

/** The same with a camera that a test can stop: it goes silent, and does not end. */
function paintedCamera(): void {
  const { mediaDevices } = navigator
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints)
    const [camera] = stream.getVideoTracks()
    if (!camera) return stream
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 })
    const context = canvas.getContext('2d')
    const painted = canvas.captureStream(10).getVideoTracks()[0]
    if (!painted) return stream
    let totalFrames = 0
    window.testPaints = true
    setInterval(() => {
      if (!context || !window.testPaints) return
      totalFrames += 1
      context.fillStyle = `hsl(${(totalFrames * 20) % 360} 80% 50%)`
      context.fillRect(0, 0, 640, 360)
    }, 100)
    Object.defineProperty(painted, 'stats', { get: () => ({ totalFrames }) })
    stream.removeTrack(camera)
    camera.stop()
    stream.addTrack(painted)
    return stream
  }
}

/** What the system does when somebody slides the shutter before the lens. */
function shut(isShut: boolean): string {
  return `(() => {
    Object.defineProperty(window.testCamera, 'muted', { configurable: true, value: ${isShut} })
    window.testCamera.dispatchEvent(new Event('${isShut ? 'mute' : 'unmute'}'))
  })()`
}

/** Nobody is told of a line, whatever it is. */
async function blamesNoLine(person: Participant): Promise<void> {
  assert.doesNotMatch(await person.page.locator('body').innerText(), /connection is slow|Poor connection/)
}

test(
  'a camera that the system switches off is named to its owner and to the others, until it is back',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { prepare: keepCamera }), join('Bo')])
    await seesMoving(bo, 'Ada')
    const counts = await ada.page.evaluate<string>('typeof window.testCamera.stats?.totalFrames')
    assert.equal(counts, 'number', 'this browser counts the frames of a camera')
    await ada.page.evaluate(shut(true))
    await ada.page.getByText('The system has switched the camera off').first().waitFor()
    const reason = bo.tile('Ada').getByText("Ada's camera gives no picture")
    await reason.waitFor()
    await ada.tile('Ada').getByText("Ada's camera gives no picture").waitFor()
    await ada.page.evaluate(shut(false))
    await reason.waitFor({ state: 'detached' })
    await seesMoving(bo, 'Ada')
  }),
)

test(
  'a camera that brings no frames is no slow line',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { prepare: paintedCamera }), join('Bo')])
    await seesMoving(bo, 'Ada')
    await ada.page.evaluate('window.testPaints = false')
    await bo.tile('Ada').getByText("Ada's camera gives no picture").waitFor()
    await ada.page.getByText('The camera gives no picture').first().waitFor()
    for (const person of [ada, bo]) await blamesNoLine(person)
    await ada.page.evaluate('window.testPaints = true')
    await seesMoving(bo, 'Ada')
    await waitFor('nothing is said any more', async () => {
      const tile = await bo.tileReading('Ada')
      return tile?.trouble === '' || `it says ${tile?.trouble}`
    })
  }),
)

test(
  'a share that a policy forbids says so',
  scene(async ({ join }) => {
    const ada = await join('Ada', {
      cameraOff: true,
      prepare: () => {
        navigator.mediaDevices.getDisplayMedia = () =>
          Promise.reject(
            new DOMException(
              'Access to the feature "display-capture" is disallowed by permissions policy.',
              'NotAllowedError',
            ),
          )
      },
    })
    await ada.press('Share screen')
    await ada.page.getByText('ask whoever administers this browser').first().waitFor()
    await ada.control('Share screen').waitFor()
  }),
)

test(
  'a browser that refuses level meters and channels between tabs takes part all the same',
  scene(async ({ join }) => {
    const prepare = (): void => {
      const refuse = function (): never {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      }
      Object.assign(window, { AudioContext: refuse, BroadcastChannel: refuse })
    }
    const [ada, bo] = await Promise.all([join('Ada', { prepare }), join('Bo')])
    await seesMoving(bo, 'Ada')
    await ada.press('Mute microphone')
    await ada.control('Unmute microphone').waitFor()
    await seesMoving(ada, 'Bo')
  }),
)
