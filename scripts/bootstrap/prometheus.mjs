import { findCommand } from './browser.mjs'
import { isDebianLike } from './platform.mjs'
import { installSystemPackages } from './system-packages.mjs'

/**
 * Prometheus and its checker, with which the tests read metrics, alert rules and the dashboard as people do.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ prometheus: string, promtool: string } | undefined} their paths; undefined when one is missing
 */
export function findPrometheus(env = process.env) {
  const prometheus = findCommand(['prometheus'], env)
  const promtool = findCommand(['promtool'], env)
  return prometheus && promtool ? { prometheus, promtool } : undefined
}

/**
 * Makes sure that the tests find Prometheus where one can be installed; elsewhere its tests are left out, and this
 * says so.
 *
 * @param {{ system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when it is missing on Debian and we may not install it
 */
export async function installPrometheus({ system, progress, env = process.env }) {
  if (findPrometheus(env)) return
  if (!isDebianLike(system)) {
    progress.note(
      'The tests of metrics with Prometheus are left out, as it cannot be installed from here: put prometheus and promtool on the path.',
    )
    return
  }
  await installSystemPackages(['prometheus'], { system, progress, purpose: 'The test suite' })
  progress.note(
    'Debian runs Prometheus as a service on port 9090, which the tests do not need: `systemctl disable --now prometheus` stops it.',
  )
}
