/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { FirefoxGuest } from './kit/firefox-guest.ts'
import { lacksFirefox, reachableByFirefox } from './kit/firefox.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes(reachableByFirefox)
const VERDICT_MS = 60_000

describe('in Firefox', { skip: lacksFirefox() }, () => {
  test(
    'a guest checks devices and line',
    scene(async (play) => {
      const guest = await FirefoxGuest.open(play)
      // Leaving a page that is still fetching its parts is an error in its console.
      await guest.find('button', 'Join now')
      await guest.goto(`${play.server.origin}/test`)
      await guest.click('button', 'Start')
      const shown = await waitFor(
        'the verdict',
        async () => {
          const text = await guest.page.evaluate(() => document.querySelector('.check')?.textContent ?? '')
          return text.includes('Check again') ? { text } : text
        },
        { timeoutMs: VERDICT_MS },
      )
      assert.match(shown.text, /Everything works|brings no sound/)
      assert.match(shown.text, /UDPYes/)
      assert.match(shown.text, /Firefox \d+/)
    }),
  )
})
