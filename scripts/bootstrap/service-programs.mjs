import { findSystemCommand } from './fault-programs.mjs'
import { isDebianLike } from './platform.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** Commands that tests of the service need, and the Debian packages that bring them. */
const PROGRAMS = {
  'systemd-analyze': 'systemd',
  'systemd-notify': 'systemd',
  perl: 'perl-base',
  ip: 'iproute2',
}

/** Those of the test that builds and runs the image. */
const CONTAINER_PROGRAMS = { buildah: 'buildah', podman: 'podman', runc: 'runc', debootstrap: 'debootstrap' }

/**
 * Makes sure that tests can ask systemd what it thinks of the unit. It need not run.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when packages cannot be installed
 */
export async function installServicePrograms(setup) {
  await installPrograms(PROGRAMS, 'The tests of the service', setup)
}

/**
 * Makes sure that the test of the image can build and run it.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when packages cannot be installed
 */
export async function installContainerPrograms(setup) {
  await installPrograms(CONTAINER_PROGRAMS, 'The test of the container', setup)
}

async function installPrograms(programs, purpose, { system, progress, env = process.env }) {
  const missing = Object.entries(programs).filter(([command]) => !findSystemCommand(command, env))
  if (missing.length === 0 || !isDebianLike(system)) return
  const packages = [...new Set(missing.map(([, name]) => name))]
  await installSystemPackages(packages, { system, progress, purpose })
}
