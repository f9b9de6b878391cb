import { findCommand, isExecutable } from './browser.mjs'
import { isDebianLike } from './platform.mjs'
import { SetupError } from './setup-error.mjs'
import { installSystemPackages } from './system-packages.mjs'

const COMMANDS = ['firefox-esr', 'firefox']
const MAC_PROGRAM = '/Applications/Firefox.app/Contents/MacOS/firefox'

/**
 * The Firefox that the tests drive.
 *
 * @param {NodeJS.ProcessEnv} [env] FIREFOX_BIN wins
 * @param {string} [platform]
 * @returns {string | undefined} its path
 * @throws {SetupError} when FIREFOX_BIN names no program
 */
export function findFirefox(env = process.env, platform = process.platform) {
  if (env.FIREFOX_BIN) {
    if (isExecutable(env.FIREFOX_BIN)) return env.FIREFOX_BIN
    throw new SetupError(
      `FIREFOX_BIN is set to ${env.FIREFOX_BIN}, which is not a program; set it to the path of Firefox, or type \`unset FIREFOX_BIN\`.`,
    )
  }
  const found = findCommand(COMMANDS, env)
  return found ?? (platform === 'darwin' && isExecutable(MAC_PROGRAM) ? MAC_PROGRAM : undefined)
}

/**
 * Makes sure that the tests find a Firefox where one can be installed. Ubuntu has it as a
 * snap only, and other systems have no apt: there the tests of Firefox are left out, and
 * this says so.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when it is missing on Debian and we may not install it
 */
export async function installFirefox({ system, progress, env = process.env }) {
  if (findFirefox(env, system.platform)) return
  if (!isDebianLike(system) || system.os.id === 'ubuntu') {
    progress.note(
      'The tests of Firefox are left out, as it cannot be installed from here: install Firefox or set FIREFOX_BIN to its path.',
    )
    return
  }
  await installSystemPackages(['firefox-esr'], { system, progress, purpose: 'The test suite' })
}
