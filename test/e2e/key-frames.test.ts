/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { joinNative } from './kit/crowd.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

/** Runs in the page: counts how often it asked its encoder for a key frame. */
function countWishes(): void {
  const original = RTCRtpSender.prototype.setParameters
  RTCRtpSender.prototype.setParameters = async function (
    parameters,
    options?: { encodingOptions?: unknown },
  ) {
    await original.call(this, parameters, options)
    if (!options?.encodingOptions) return
    const { keyFrameWishes = '0' } = document.documentElement.dataset
    document.documentElement.dataset.keyFrameWishes = String(Number(keyFrameWishes) + 1)
  }
}

test(
  'a page sends a key frame for somebody who comes just after one, while the browser ignores RTCP',
  scene(async (stage) => {
    const ada = await stage.join('Ada', { prepare: countWishes })
    const wishes = async (): Promise<number> =>
      await ada.page.evaluate(() => Number(document.documentElement.dataset.keyFrameWishes ?? 0))
    const [bob, carol] = [await joinNative(stage, 'Bob'), await joinNative(stage, 'Carol')]
    const adaId = carol.roster.others.find(({ name }) => name === 'Ada')?.id ?? ''
    const looksAway = async (peer: NativePeer): Promise<void> => {
      await peer.setView([])
      await waitFor(() => (peer.receiver.find(adaId, 'camera') ? 'the picture is still open' : undefined))
    }
    const looks = async (peer: NativePeer): Promise<void> => {
      await peer.setView([{ participantId: adaId }])
      await waitFor(() => {
        const picture = peer.receiver.find(adaId, 'camera')
        return picture && picture.counts.keyFrames > 0 ? undefined : 'no key frame yet'
      })
    }
    for (let tries = 0; (await wishes()) === 0; tries += 1) {
      assert.ok(tries < 40, 'the page was never asked')
      await Promise.all([looksAway(bob), looksAway(carol)])
      await looks(bob)
      // The key frame for Bob has just passed.
      await looks(carol)
    }
  }),
)
