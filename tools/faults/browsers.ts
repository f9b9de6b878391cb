import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { findBrowser } from '../../scripts/bootstrap/browser.mjs'
import { writeHum } from './hum.ts'
import type { Testbed } from './testbed.ts'

/** The machines that have a browser, named after the participant that uses it. */
export type ClientMachine = 'ada' | 'bob'

const FRAME_RATE = 20

/** Flags of a browser that needs no screen and makes no connections of its own. */
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

/** Where a browser starts, and what it may do. */
export interface LaunchOptions {
  testbed: Testbed
  /** For a launch script and the audio file of the fake microphone. */
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

/** Starts Chromium on one of the machines of a testbed. */
export async function launchBrowser(machine: ClientMachine, options: LaunchOptions): Promise<Browser> {
  const { testbed, folder, origins } = options
  const hum = join(folder, 'hum.wav')
  await writeHum(hum)
  return await chromium.launch({
    executablePath: await writeLauncher(
      join(folder, `browser-${machine}`),
      testbed.commandOn(machine, requireBrowser()),
    ),
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
