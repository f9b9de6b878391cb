/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allSeeAll, seesMoving, seesOneself } from './kit/media.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

test(
  'the others see a shared screen, large, until it is stopped',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await allSeeAll([ada, bo])
    await ada.press('Share screen')
    await ada.control('Stop sharing').waitFor()
    await bo.showsTiles(['Ada', 'Ada – screen', 'Bo'])
    const screen = await seesMoving(bo, 'Ada – screen')
    assert.equal(screen.source, 'screen')
    await seesMoving(bo, 'Ada')
    const person = await bo.tileReading('Ada')
    assert.equal(screen.participantId, person?.participantId)
    assert.ok(screen.width > 2 * (person?.width ?? Infinity), 'the screen takes the stage')

    await ada.press('Stop sharing')
    await bo.showsTiles(['Ada', 'Bo'])
    await ada.control('Share screen').waitFor()
    await seesMoving(bo, 'Ada')
  }),
)

test(
  'who comes later sees the shared screen, and sharing can be repeated',
  scene(async ({ join }) => {
    const ada = await join('Ada')
    await ada.press('Share screen')
    const bo = await join('Bo')
    await seesMoving(bo, 'Ada – screen')
    await ada.press('Stop sharing')
    await bo.showsTiles(['Ada', 'Bo'])
    await ada.press('Share screen')
    await seesMoving(bo, 'Ada – screen')
    await seesOneself(ada)
  }),
)

test(
  'sharing that the browser ends is over for everybody',
  scene(async ({ join }) => {
    const keepTrack = () => {
      const { mediaDevices } = navigator
      const getDisplayMedia = mediaDevices.getDisplayMedia.bind(mediaDevices)
      mediaDevices.getDisplayMedia = async (options) => {
        const stream = await getDisplayMedia(options)
        // What "Stop sharing" of the browser's own bar does.
        window.addEventListener('test:stop-sharing', () => {
          for (const track of stream.getTracks()) {
            track.stop()
            track.dispatchEvent(new Event('ended'))
          }
        })
        return stream
      }
    }
    const [ada, bo] = await Promise.all([join('Ada', { prepare: keepTrack }), join('Bo')])
    await ada.press('Share screen')
    await seesMoving(bo, 'Ada – screen')
    await ada.page.evaluate("window.dispatchEvent(new Event('test:stop-sharing'))")
    await bo.showsTiles(['Ada', 'Bo'])
    await ada.control('Share screen').waitFor()
  }),
)

test(
  'a share that is refused changes nothing and breaks nothing',
  scene(async ({ join }) => {
    const refuse = () => {
      navigator.mediaDevices.getDisplayMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
    }
    const [ada, bo] = await Promise.all([join('Ada', { prepare: refuse }), join('Bo')])
    await ada.press('Share screen')
    await ada.control('Share screen').waitFor()
    await allSeeAll([ada, bo])
    await bo.showsTiles(['Ada', 'Bo'])
  }),
)
