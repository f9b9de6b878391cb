/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'
import { joinNative } from './kit/crowd.ts'
import { seesMoving } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

const BAD_PARAMETER = 'x-google-start-bitrate'
const BAD_VALUE = 4321

/**
 * Runs in the page: a browser that takes one camera for an error, by a parameter that the server passes
 * on. Chromium itself ignores or clips every value of those; another browser need not.
 */
function refuseOneCamera(): void {
  const connection = RTCPeerConnection.prototype as {
    setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>
  }
  const original = connection.setRemoteDescription
  connection.setRemoteDescription = async function (description) {
    if (description.sdp?.includes('x-google-start-bitrate=4321') === true) {
      window.refusedDescriptions = (window.refusedDescriptions ?? 0) + 1
      throw new DOMException('Failed to parse a line.', 'OperationError')
    }
    await original.call(this, description)
  }
}

const refusals = async ({ page }: Participant): Promise<number> =>
  await page.evaluate(() => window.refusedDescriptions ?? 0)

test(
  'a page drops the one camera that its browser cannot open, says so, and shows everybody else',
  scene(async (play) => {
    const bo = await play.join('Bo')
    const camera = new Vp8Source()
    for (const codec of camera.rtpParameters.codecs)
      codec.parameters = { ...codec.parameters, [BAD_PARAMETER]: BAD_VALUE }
    const mallory = await joinNative(play, 'Mallory')
    await mallory.publish('camera', camera)
    const ada = await play.join('Ada', { prepare: refuseOneCamera })
    await ada.page.getByText('Not shown: this browser cannot play it').first().waitFor()
    await seesMoving(ada, 'Bo')
    const refused = await refusals(ada)
    assert.ok(refused >= 1 && refused <= 3, `the browser refused ${refused} times`)
    // Somebody else comes: what is known of the bad one outlives that.
    await play.join('Cy')
    await seesMoving(ada, 'Cy')
    await seesMoving(bo, 'Ada')
    assert.equal(await refusals(ada), refused)
  }),
)

declare global {
  interface Window {
    refusedDescriptions?: number
  }
}
