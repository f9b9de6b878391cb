import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { isDebianLike } from './platform.mjs'
import { runCommand } from './run-command.mjs'
import { SetupError } from './setup-error.mjs'
import { installSystemPackages } from './system-packages.mjs'

const BROWSER_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC_BROWSERS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const VOICE_COMMANDS = ['espeak-ng']

/**
 * @param {string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} the first of these commands that is on the path
 */
export function findCommand(names, env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

/**
 * @param {string} path
 * @returns {boolean} whether it is a file that may be run
 */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * The browser that the tests drive.
 *
 * @param {NodeJS.ProcessEnv} [env] CHROME_BIN wins
 * @param {string} [platform]
 * @returns {string | undefined} its path
 * @throws {SetupError} when CHROME_BIN names no program
 */
export function findBrowser(env = process.env, platform = process.platform) {
  if (env.CHROME_BIN) {
    if (isExecutable(env.CHROME_BIN)) return env.CHROME_BIN
    throw new SetupError(
      `CHROME_BIN is set to ${env.CHROME_BIN}, which is not a program; set it to the path of Chromium or Chrome, or type \`unset CHROME_BIN\`.`,
    )
  }
  return (
    findCommand(BROWSER_COMMANDS, env) ??
    (platform === 'darwin' ? MAC_BROWSERS.find(isExecutable) : undefined)
  )
}

/**
 * The speech synthesiser that gives the tests' fake microphones a voice.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its path
 */
export function findVoice(env = process.env) {
  return findCommand(VOICE_COMMANDS, env)
}

/**
 * Makes sure that the tests find a browser and a voice.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when one is missing and we may not install it
 */
export async function installTestPrograms({ system, progress, env = process.env }) {
  const missing = []
  if (!findBrowser(env, system.platform))
    missing.push(system.os.id === 'ubuntu' ? 'chromium-browser' : 'chromium')
  if (!findVoice(env)) missing.push('espeak-ng')
  if (missing.length === 0) return
  if (!isDebianLike(system)) throw new SetupError(describeMissingPrograms(missing, system))
  await installSystemPackages(missing, { system, progress, purpose: 'The test suite' })
  const browser = findBrowser(env, system.platform)
  // Ubuntu's package is a shell that needs snap, which containers lack.
  const works = browser && (await runCommand(browser, ['--version'], { timeoutMs: 30_000 })).ok
  if (!works) {
    throw new SetupError(
      'The tests need a Chromium that runs and the installed package brought none; install Chromium or Chrome and set CHROME_BIN to its path.',
    )
  }
}

/**
 * @param {string[]} missing package names
 * @param {{ platform: string }} system
 * @returns {string} one sentence that says what to type
 */
export function describeMissingPrograms(missing, { platform }) {
  if (platform === 'darwin') {
    const casks = missing.filter((name) => name === 'chromium').map(() => 'brew install --cask google-chrome')
    const formulae = missing.filter((name) => name !== 'chromium').map((name) => `brew install ${name}`)
    return `The test suite needs ${missing.join(' and ')}: run \`${[...casks, ...formulae].join(' && ')}\`, then the same command again.`
  }
  return (
    `The test suite needs ${missing.join(' and ')}: install them with this system's package manager ` +
    '(or set CHROME_BIN to a Chromium or Chrome), then run the same command again.'
  )
}
