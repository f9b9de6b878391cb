import { findCommand } from './browser.mjs'
import { isDebianLike } from './platform.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** Commands of the fault rehearsal, and the Debian packages that bring them. */
const PROGRAMS = { ip: 'iproute2', tc: 'iproute2', iptables: 'iptables' }

/** Folders of programs for administrators, which are not on everybody's path. */
const SYSTEM_FOLDERS = '/usr/sbin:/sbin'

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} path of a program that may be for administrators
 */
export function findSystemCommand(name, env = process.env) {
  return findCommand([name], { PATH: `${env.PATH ?? ''}:${SYSTEM_FOLDERS}` })
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string[]} Debian packages whose programs are missing
 */
export function findMissingFaultPackages(env = process.env) {
  const missing = Object.entries(PROGRAMS).filter(([command]) => !findSystemCommand(command, env))
  return [...new Set(missing.map(([, name]) => name))]
}

/**
 * Makes sure that the fault rehearsal can break networks. Without root it could not use
 * these programs, and elsewhere than on Debian it says itself what is missing: rows that
 * need them are then skipped.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when packages cannot be installed
 */
export async function installFaultPrograms({ system, progress, env = process.env }) {
  const missing = findMissingFaultPackages(env)
  if (missing.length === 0 || !system.isRoot || !isDebianLike(system)) return
  await installSystemPackages(missing, { system, progress, purpose: 'The fault rehearsal' })
}
