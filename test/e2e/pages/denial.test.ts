/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hearsSomebody, seesMoving } from '../kit/media.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

/** Run in the page: one kind of device is missing. */
function withoutMicrophone(): void {
  const { mediaDevices } = navigator
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    if (constraints?.audio) throw new DOMException('Requested device not found', 'NotFoundError')
    return getUserMedia(constraints)
  }
}

function withoutCamera(): void {
  const { mediaDevices } = navigator
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    if (constraints?.video) throw new DOMException('Requested device not found', 'NotFoundError')
    return getUserMedia(constraints)
  }
}

/** Joins without devices, and still takes part. */
async function takesPart(guest: Participant, host: Participant): Promise<void> {
  await guest.join('Guest')
  await seesMoving(guest, host.name)
  await hearsSomebody(guest)
  await waitFor('the host sees the guest without a picture', async () => {
    const tile = await host.tileReading('Guest')
    if (!tile) return 'no tile'
    return tile.video === null || 'a video'
  })
  await guest.press('Chat')
  await guest.say('I am here without a camera')
  await host.press('Chat')
  await host.messages.getByText('I am here without a camera').waitFor()
}

test(
  'with permission denied the page says how to allow it, and joining works',
  scene(async ({ open, join }) => {
    const host = await join('Host', { browser: 'speaking' })
    const guest = await open({ browser: 'denied' })
    const note = guest.page.getByRole('alert').filter({ hasText: 'blocked for this page' })
    await note.waitFor()
    assert.match((await note.textContent()) ?? '', /Select the icon left of the address/)
    await guest.page.getByRole('button', { name: 'Try again' }).waitFor()
    await takesPart(guest, host)
  }),
)

test(
  'without any device the page says so, and joining works',
  scene(async ({ open, join }) => {
    const host = await join('Host', { browser: 'speaking' })
    const guest = await open({ browser: 'deviceless' })
    const note = guest.page.getByRole('alert').filter({ hasText: 'was found' })
    await note.waitFor()
    await takesPart(guest, host)
    // A camera that is asked for in the meeting explains itself as well.
    await guest.press('Turn camera on')
    await guest.page.getByText('No camera was found').first().waitFor()
    await guest.control('Turn camera on').waitFor()
  }),
)

test(
  'a camera without a microphone is used',
  scene(async ({ open, join }) => {
    const host = await join('Host', { browser: 'speaking' })
    const guest = await open({ prepare: withoutMicrophone })
    await guest.join('Guest')
    await seesMoving(host, 'Guest')
    await host.tile('Guest').getByRole('img', { name: 'Microphone is off' }).waitFor()
    await hearsSomebody(guest)
  }),
)

test(
  'a microphone without a camera is used',
  scene(async ({ open, join }) => {
    const host = await join('Host')
    const guest = await open({ browser: 'speaking', prepare: withoutCamera })
    await guest.page.getByRole('alert').filter({ hasText: 'No camera was found' }).waitFor()
    await guest.join('Guest')
    await hearsSomebody(host)
    await seesMoving(guest, 'Host')
  }),
)

test(
  'on an insecure origin the page names the option that helps, and joining works',
  scene(async ({ open, join }) => {
    const host = await join('Host', { browser: 'speaking' })
    const insecure = () => {
      Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined })
      Object.defineProperty(window, 'isSecureContext', { get: () => false })
    }
    const guest = await open({ prepare: insecure })
    const note = guest.page.getByRole('alert').filter({ hasText: 'need HTTPS' })
    await note.waitFor()
    assert.match((await note.textContent()) ?? '', /--tls self-signed/)
    await takesPart(guest, host)
  }),
)
