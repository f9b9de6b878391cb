/// <reference lib="dom" />
import { test } from 'node:test'
import { seesMoving } from './kit/media.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

declare global {
  interface Window {
    /** Changes the size of what the camera captures. */
    testResize?: (width: number, height: number) => void
  }
}

const scene = scenes()

/** Runs in the page before its scripts: a camera that can be turned, or cut to a smaller picture. */
function turningCamera(): void {
  const { mediaDevices } = navigator
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints)
    const [camera] = stream.getVideoTracks()
    if (!camera) return stream
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 })
    const context = canvas.getContext('2d')
    let frames = 0
    setInterval(() => {
      if (!context) return
      frames += 1
      context.fillStyle = `hsl(${(frames * 20) % 360} 80% 50%)`
      context.fillRect(0, 0, canvas.width, canvas.height)
    }, 100)
    window.testResize = (width, height) => Object.assign(canvas, { width, height })
    const painted = canvas.captureStream(10).getVideoTracks()[0]
    if (!painted) return stream
    stream.removeTrack(camera)
    camera.stop()
    stream.addTrack(painted)
    return stream
  }
}

/** Waits until a viewer is sent a picture of this size, in full. */
async function seesSize(viewer: Participant, label: string, size: string): Promise<void> {
  await waitFor(
    `${viewer.name} sees ${label} in ${size}`,
    async () => {
      const video = (await viewer.tileReading(label))?.video
      const now = video ? `${video.width}x${video.height}` : 'nothing'
      return now === size || now
    },
    { timeoutMs: 30_000 },
  )
  await seesMoving(viewer, label)
}

test(
  'a picture that is turned, or becomes smaller and larger again, is seen in full',
  scene(async ({ join }) => {
    const ada = await join('Ada', { prepare: turningCamera, camera: 'default' })
    const bo = await join('Bo', { browser: 'deviceless', camera: 'default' })
    // So large that no smaller layer is enough for the tile, however the picture is turned.
    await bo.page.setViewportSize({ width: 1920, height: 1500 })
    await seesSize(bo, 'Ada', '1280x720')
    await ada.page.evaluate('window.testResize(720, 1280)')
    await seesSize(bo, 'Ada', '720x1280')
    await ada.page.evaluate('window.testResize(640, 360)')
    await seesSize(bo, 'Ada', '640x360')
    await ada.page.evaluate('window.testResize(1280, 720)')
    await seesSize(bo, 'Ada', '1280x720')
  }),
)
