import { chromium, type Browser } from 'playwright-core'
import { findBrowser } from '../../../scripts/bootstrap/browser.mjs'
import { COMMON_FLAGS } from '../../../tools/faults/browsers.ts'
import { soundFile, type Sound } from './sounds.ts'

/**
 * What the people of one browser have. Fake devices belong to the process, so
 * each kind is a browser of its own.
 *
 * - `silent`: two cameras, and microphones that hear nothing
 * - `speaking`: the same, and the microphones hear a synthesised voice
 * - `denied`: the same, and every question for a permission is answered with no
 * - `deviceless`: neither camera nor microphone
 * - `sharing`: the same; who shares a screen shares the tab whose title is that of `Slides`
 */
export type BrowserKind = 'silent' | 'speaking' | 'denied' | 'deviceless' | 'sharing'

// Ten frames a second are enough to see that pictures move, and leave room for
// several people on two cores. The second of the three cameras is hidden, see
// `hideDepthCamera`.
const FAKE_DEVICES = '--use-fake-device-for-media-stream=device-count=3,fps=10'
const ALLOW = '--use-fake-ui-for-media-stream'
// A real tab is captured: the fake device moves all the time, and never stands still.
const SHARE_SLIDES = '--auto-select-tab-capture-source-by-title=Slides to share'
const DENY = '--use-fake-ui-for-media-stream=deny'

/**
 * Starts Chromium.
 *
 * @param executablePath - what starts it; the browser of this machine by default
 * @throws {Error} when there is none
 */
export async function launchBrowser(
  kind: BrowserKind,
  executablePath: string | undefined = findBrowser(),
): Promise<Browser> {
  if (!executablePath) throw new Error('The browser tests need Chromium. Run `npm test`, which installs it.')
  return chromium.launch({ executablePath, args: [...COMMON_FLAGS, ...(await deviceFlags(kind))] })
}

async function deviceFlags(kind: BrowserKind): Promise<string[]> {
  const hearing = async (sound: Sound): Promise<string> =>
    `--use-file-for-fake-audio-capture=${await soundFile(sound)}`
  switch (kind) {
    case 'silent':
      return [FAKE_DEVICES, ALLOW, await hearing('silence')]
    case 'speaking':
      return [FAKE_DEVICES, ALLOW, await hearing('voice')]
    case 'denied':
      return [FAKE_DEVICES, DENY]
    case 'deviceless':
      return [ALLOW]
    case 'sharing':
      return [SHARE_SLIDES]
  }
}
