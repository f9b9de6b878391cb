import { findCommand } from './browser.mjs'
import { isDebianLike } from './platform.mjs'
import { SetupError } from './setup-error.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** A certificate authority for tests, and the name server that it asks; one Debian package brings both. */
const PROGRAMS = ['pebble', 'pebble-challtestsrv']

/**
 * @param {string} name `pebble` or `pebble-challtestsrv`
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its path
 */
export function findAuthorityProgram(name, env = process.env) {
  return findCommand([name], env)
}

/**
 * Makes sure that the tests of certificates find an authority to ask.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when it is missing and we may not install it
 */
export async function installCertificateAuthority({ system, progress, env = process.env }) {
  const missing = PROGRAMS.filter((name) => !findAuthorityProgram(name, env))
  if (missing.length === 0) return
  if (!isDebianLike(system)) throw new SetupError(describeMissingAuthority(missing))
  await installSystemPackages(['pebble'], { system, progress, purpose: 'The test suite' })
}

/**
 * @param {string[]} missing names of programs
 * @returns {string} one sentence that says what to type
 */
export function describeMissingAuthority(missing) {
  const commands = missing.map((name) => `go install github.com/letsencrypt/pebble/v2/cmd/${name}@latest`)
  return `The test suite needs ${missing.join(' and ')}: run \`${commands.join(' && ')}\`, with Go's bin folder on the path, then the same command again.`
}
