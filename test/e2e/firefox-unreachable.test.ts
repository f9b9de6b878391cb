/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { FirefoxGuest } from './kit/firefox-guest.ts'
import { lacksFirefox } from './kit/firefox.ts'
import { scenes } from './kit/scene.ts'

declare global {
  interface Window {
    /** What the line above the stage has said, one after the other. */
    toldStates?: string[]
  }
}

// An address for documentation, RFC 5737: nobody has it.
const scene = scenes((config) => {
  config.listen.announce = ['203.0.113.7']
})

/** Runs in the page: notes each state of the connection that a person is told. */
function noteStates(): void {
  const told: string[] = []
  window.toldStates = told
  const note = (): void => {
    const kind = document.querySelector<HTMLElement>('.status')?.dataset.kind
    if (kind !== undefined && kind !== told.at(-1)) told.push(kind)
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true })
}

test(
  'Firefox says once that media does not get through, and nothing else while it tries again and again',
  { skip: lacksFirefox() },
  scene(async (stage) => {
    stage.forgiveServer(/no media path to a participant/)
    const fay = await FirefoxGuest.join(stage, 'Fay', { prepare: noteStates })
    fay.forgive(/ICE failed/)
    await waitFor('Fay has tried three times', async () => {
      const { negotiations } = await fay.probe((probe) => ({ negotiations: probe.negotiations }))
      return negotiations >= 9 || `${negotiations} negotiations`
    })
    assert.deepEqual(await fay.page.evaluate(() => window.toldStates), ['connected', 'unreachable'])
  }),
)
