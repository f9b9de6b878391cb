import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { launch, type Browser } from 'puppeteer-core'
import { findFirefox } from '../../../scripts/bootstrap/firefox.mjs'
import type { Config } from '../../../server/config/schema.ts'
import { scaled } from '../../../tools/harness/machine-speed.ts'

const VERSION_TIMEOUT_MS = 20_000

// Names of Mozilla's source, modules/libpref/init/StaticPrefList.yaml and all.js.
const PREFERENCES = {
  // Cameras, microphones and screens that are made up, and no question about them.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  // Server and browser are one machine, whose addresses nobody resolves by mDNS.
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'intl.accept_languages': 'en-US',
}

/**
 * Why the tests of Firefox cannot run here; false when they can. Only for machines on
 * which the bootstrap could not install it: on Debian it does.
 */
export function lacksFirefox(): string | false {
  const path = findFirefox()
  const fix = 'install Firefox, or set FIREFOX_BIN to its path'
  if (path === undefined) return `There is no Firefox on this machine: ${fix}.`
  const { status } = spawnSync(path, ['--version'], { timeout: scaled(VERSION_TIMEOUT_MS) })
  if (status !== 0) return `${path} does not run: ${fix}.`
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
  if (addresses.every(({ internal }) => internal))
    return 'This machine has no address but its loopback ones, over which Firefox sends no media.'
  return false
}

/** Settings of a server that Firefox reaches: it sends no media over the loopback interface. */
export function reachableByFirefox(config: Config): void {
  config.listen.host = '0.0.0.0'
}

/**
 * Starts Firefox without a screen, driven by WebDriver BiDi.
 *
 * @throws {Error} when there is none
 */
export async function launchFirefox(): Promise<Browser> {
  const executablePath = findFirefox()
  if (executablePath === undefined) throw new Error('There is no Firefox: ask `lacksFirefox` first.')
  return launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    timeout: scaled(30_000),
    protocolTimeout: scaled(60_000),
    extraPrefsFirefox: PREFERENCES,
  })
}
