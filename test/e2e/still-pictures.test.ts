import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinNative } from './kit/crowd.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

// One camera for each viewer.
const scene = scenes((config) => {
  config.video.maxTiles = 1
})

/** Waits until a tile says why its picture stands still or is missing. */
async function explains(viewer: Participant, name: string, text: string): Promise<void> {
  await viewer.tile(name).getByText(text).waitFor()
}

test(
  'a picture of which nothing arrives any more is the line of whoever sends it',
  scene(async (stage) => {
    const ada = await joinNative(stage, 'Ada')
    const camera = await ada.publishCamera({ bitrates: [20_000, 40_000, 60_000] })
    const viewer = await stage.join('Zoe', { cameraOff: true })
    await waitFor('the picture arrives', async () => (await viewer.read()).videos === 1 || 'nothing')
    camera.source.stop()
    await explains(viewer, 'Ada', "Paused: Ada's connection is slow")
    assert.equal(await viewer.page.getByRole('status').filter({ hasText: 'Poor connection' }).count(), 0)
  }),
)

test(
  'a picture that the server leaves out is an avatar that says so',
  scene(async (stage) => {
    for (const name of ['Ada', 'Bo']) {
      const peer = await joinNative(stage, name)
      await peer.publishCamera({ bitrates: [20_000], layers: 1 })
    }
    const viewer = await stage.join('Zoe', { cameraOff: true })
    const reasons = viewer.page.getByText('Not shown: the server limits how many are shown')
    await reasons.waitFor()
    assert.equal(await reasons.count(), 1)
  }),
)
