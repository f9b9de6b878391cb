import { findSystemCommand } from './fault-programs.mjs'
import { isDebianLike } from './platform.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** Commands that tests of the service need, and the Debian packages that bring them. */
const PROGRAMS = { 'systemd-analyze': 'systemd', 'systemd-notify': 'systemd', perl: 'perl-base' }

/**
 * Makes sure that tests can ask systemd what it thinks of the unit. It need not run.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when packages cannot be installed
 */
export async function installServicePrograms({ system, progress, env = process.env }) {
  const missing = Object.entries(PROGRAMS).filter(([command]) => !findSystemCommand(command, env))
  if (missing.length === 0 || !isDebianLike(system)) return
  const packages = [...new Set(missing.map(([, name]) => name))]
  await installSystemPackages(packages, { system, progress, purpose: 'The tests of the service' })
}
