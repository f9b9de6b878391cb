import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { findBrowser } from '../../scripts/bootstrap/browser.mjs'
import { writeHum } from './hum.ts'
import type { Site } from './site.ts'

/** Who sits in front of a browser, on a machine of the same name. */
export type Seatmate = 'ada' | 'bob'

const FRAME_RATE = 20

/** For a browser on a machine without a screen, that leaves the rest of the world alone. */
export const COMMON_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const FLAGS = [
  ...COMMON_FLAGS,
  // Nobody looks at these windows, and yet they are not in the background.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  `--use-fake-device-for-media-stream=fps=${FRAME_RATE}`,
]

/** Where browsers start, and what they may do. */
export interface LaunchOptions {
  site: Site
  /** For a script and a sound. */
  folder: string
  /** Origins on which cameras are allowed although they have no HTTPS. */
  origins: readonly string[]
}

/**
 * Path of the browser.
 *
 * @throws {Error} with a sentence that says what to do when there is none
 */
export function requireBrowser(): string {
  const path = findBrowser()
  if (path !== undefined) return path
  throw new Error(
    'The rehearsal needs Chromium: run `npm run faults`, which installs it or says how, or set CHROME_BIN to a Chromium or Chrome.',
  )
}

/** Starts Chromium on one of the machines. */
export async function launchBrowser(who: Seatmate, options: LaunchOptions): Promise<Browser> {
  const { site, folder, origins } = options
  const hum = join(folder, 'hum.wav')
  await writeHum(hum)
  return await chromium.launch({
    executablePath: await writeLauncher(join(folder, `browser-${who}`), site.inside(who, requireBrowser())),
    args: [
      ...FLAGS,
      `--use-file-for-fake-audio-capture=${hum}`,
      `--unsafely-treat-insecure-origin-as-secure=${origins.join(',')}`,
    ],
  })
}

/** Playwright starts a single program, and passes the pipes on that it speaks over. */
async function writeLauncher(file: string, command: readonly string[]): Promise<string> {
  const quoted = command.map((part) => `'${part.replaceAll("'", `'\\''`)}'`)
  await writeFile(file, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`)
  await chmod(file, 0o755)
  return file
}
