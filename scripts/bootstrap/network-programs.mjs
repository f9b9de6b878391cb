import { findSystemCommand } from './fault-programs.mjs'
import { isDebianLike } from './platform.mjs'
import { SetupError } from './setup-error.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** Commands of the network tests, and the Debian packages that bring them. */
const PROGRAMS = { ip: 'iproute2', nft: 'nftables', turnserver: 'coturn' }

/**
 * Makes sure that the network tests can make networks with firewalls, and relay media over TURN. Nothing there
 * works without root, so that is said before anything is installed.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} without root, and when something is missing that cannot be installed
 */
export async function installNetworkPrograms({ system, progress, env = process.env }) {
  if (!system.isRoot) {
    throw new SetupError(
      'The network tests make network namespaces, which only root may: run `sudo npm run test:network`.',
    )
  }
  const missing = Object.entries(PROGRAMS).filter(([command]) => !findSystemCommand(command, env))
  if (missing.length === 0) return
  const names = missing.map(([command]) => command).join(', ')
  if (!isDebianLike(system)) {
    throw new SetupError(
      `The network tests need ${names}: install them with your package manager, then run the same command again.`,
    )
  }
  const packages = missing.map(([, name]) => name)
  await installSystemPackages(packages, { system, progress, purpose: 'The network tests' })
}
