/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { FirefoxGuest } from './kit/firefox-guest.ts'
import { lacksFirefox, reachableByFirefox } from './kit/firefox.ts'
import { allSeeAll, hearsSomebody, seesMoving, seesOneself } from './kit/media.ts'
import { LARGE_WINDOW } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'
import type { Viewer } from './kit/viewer.ts'

const options = { skip: lacksFirefox() }
const scene = scenes(reachableByFirefox)

// The sender's own bandwidth estimate decides when the top layer begins.
const LAYER_TIMEOUT_MS = 30_000

/** Runs in the page: Firefox without a display has no screen to share, so one is drawn. */
function drawScreen(): void {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 })
    const context = canvas.getContext('2d')
    let count = 0
    setInterval(() => {
      count += 1
      context?.fillRect((count * 10) % canvas.width, count % canvas.height, 40, 40)
    }, 50)
    return canvas.captureStream()
  }
}

async function receivesHeight(viewer: Viewer, label: string, height: number): Promise<void> {
  await waitFor(
    `${viewer.name} receives ${label} with ${height} lines`,
    async () => {
      const tile = await viewer.tileReading(label)
      return tile?.inbound?.frameHeight === height || `${tile?.inbound?.frameHeight ?? 0} lines`
    },
    { timeoutMs: LAYER_TIMEOUT_MS },
  )
  await seesMoving(viewer, label)
}

test(
  'Firefox and Chromium see and hear each other, over encrypted paths',
  options,
  scene(async (stage) => {
    const ada = await stage.join('Ada', { browser: 'speaking' })
    const fay = await FirefoxGuest.join(stage, 'Fay')
    await allSeeAll([ada, fay])
    await seesOneself(fay)
    const { codec } = await hearsSomebody(fay)
    assert.equal(codec, 'audio/opus')
    // The fake microphone of Firefox hums without a pause.
    await hearsSomebody(ada)
    const { paths } = await fay.read()
    assert.ok(paths.length >= 2)
    for (const path of paths) {
      assert.equal(path.dtls, 'connected')
      assert.equal(path.protocol, 'udp')
      assert.match(path.srtpCipher, /^SRTP_AEAD_AES_/)
    }

    await fay.press('Turn camera off')
    await fay.find('button', 'Turn camera on')
    await waitFor('Ada sees no picture of Fay', async () => {
      const { video } = (await ada.tileReading('Fay')) ?? {}
      return video === null || 'there is still one'
    })
    await fay.press('Turn camera on')
    await seesMoving(ada, 'Fay')
    await fay.press('Leave')
    await ada.showsTiles(['Ada'])
  }),
)

test(
  'Firefox sends three layers, and receives the one that its window needs',
  options,
  scene(async (stage) => {
    const [ada, fay] = await Promise.all([
      stage.join('Ada', { camera: 'default' }),
      FirefoxGuest.join(stage, 'Fay', { camera: 'default' }),
    ])
    await receivesHeight(ada, 'Fay', 720)
    await receivesHeight(fay, 'Ada', 720)
    const { outbound } = await fay.read()
    const layers = outbound.filter(({ kind }) => kind === 'video').map(({ rid }) => rid)
    assert.deepEqual(layers.sort(), ['r0', 'r1', 'r2'])

    await ada.page.setViewportSize({ width: 380, height: 640 })
    await receivesHeight(ada, 'Fay', 180)
    await fay.page.setViewport({ width: 380, height: 640 })
    await receivesHeight(fay, 'Ada', 180)
    await ada.page.setViewportSize(LARGE_WINDOW)
    await receivesHeight(ada, 'Fay', 720)
    await fay.page.setViewport(LARGE_WINDOW)
    await receivesHeight(fay, 'Ada', 720)
  }),
)

test(
  'screens are shared from Firefox to Chromium, and back',
  options,
  scene(async (stage) => {
    const [ada, fay] = await Promise.all([
      stage.join('Ada'),
      FirefoxGuest.join(stage, 'Fay', { prepare: drawScreen }),
    ])
    await allSeeAll([ada, fay])
    await fay.press('Share screen')
    await fay.find('button', 'Stop sharing')
    const screen = await seesMoving(ada, 'Fay – screen')
    assert.equal(screen.source, 'screen')
    await seesMoving(ada, 'Fay')
    await fay.press('Stop sharing')
    await ada.showsTiles(['Ada', 'Fay'])

    await ada.press('Share screen')
    await seesMoving(fay, 'Ada – screen')
    await ada.press('Stop sharing')
    await fay.showsTiles(['Ada', 'Fay'])
    await allSeeAll([ada, fay])
  }),
)

test(
  'messages go both ways between Firefox and Chromium, and late ones read all',
  options,
  scene(async (stage) => {
    const ada = await stage.join('Ada', { cameraOff: true })
    await ada.press('Chat')
    await ada.say('said before Firefox came')
    await ada.messages.getByText('said before Firefox came').waitFor()
    const fay = await FirefoxGuest.join(stage, 'Fay')
    // Its name tells how much is unread.
    await fay.find('button', 'Chat, 1 unread')
    await fay.click('button', 'Chat, 1 unread')
    await fay.reads('said before Firefox came')
    await fay.say('written in Firefox 안녕하세요')
    await ada.messages.getByText('written in Firefox 안녕하세요', { exact: true }).waitFor()
    await fay.reads('written in Firefox 안녕하세요')
    await ada.say('and answered in Chromium')
    await fay.reads('and answered in Chromium')
  }),
)
