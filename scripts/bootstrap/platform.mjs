import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { SetupError } from './setup-error.mjs'

/** What the server needs (it runs TypeScript directly and mediasoup asks for 22). */
export const SERVER_NODE = [22, 18]
/** What these set-up scripts need: Debian 12 itself brings 18.19 or newer. */
const SETUP_NODE = [18, 19]

/**
 * @param {string} version e.g. `v22.18.0`
 * @param {number[]} minimum e.g. [22, 18]
 * @returns {boolean}
 */
export function isVersionAtLeast(version, minimum) {
  const parts = version.replace(/^v/, '').split('.').map(Number)
  for (const [index, wanted] of minimum.entries()) {
    const part = parts[index] ?? 0
    if (part !== wanted) return part > wanted
  }
  return true
}

/**
 * Whether npm brings a Node.js of its own for this system (an optional dependency),
 * which npm scripts then find before the one on the path.
 *
 * @param {{ platform: string, arch: string, isMusl: boolean }} system
 * @returns {boolean}
 */
export function hasBundledNode({ platform, arch, isMusl }) {
  return platform === 'linux' && (arch === 'x64' || arch === 'arm64') && !isMusl
}

/**
 * @returns {{ platform: string, arch: string, isMusl: boolean, nodeVersion: string,
 *   isRoot: boolean, os: { id: string, version: string, like: string[] } }}
 */
export function readSystem() {
  const { platform, arch } = process
  return {
    platform,
    arch,
    isMusl:
      platform === 'linux' && existsSync(`/lib/ld-musl-${arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`),
    nodeVersion: process.versions.node,
    isRoot: process.getuid?.() === 0,
    os: platform === 'linux' ? parseOsRelease(readOsRelease()) : { id: platform, version: '', like: [] },
  }
}

function readOsRelease() {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    if (existsSync(file)) return readFileSync(file, 'utf8')
  }
  return ''
}

/**
 * @param {string} text the content of /etc/os-release
 * @returns {{ id: string, version: string, like: string[] }}
 */
export function parseOsRelease(text) {
  const fields = Object.fromEntries(
    text
      .split('\n')
      .map((line) => /^([A-Z_]+)=(.*)$/.exec(line.trim()))
      .filter(Boolean)
      .map(([, key, value]) => [key, value.replace(/^(["'])(.*)\1$/, '$2')]),
  )
  return {
    id: fields.ID ?? 'linux',
    version: fields.VERSION_ID ?? '',
    like: (fields.ID_LIKE ?? '').split(/\s+/).filter(Boolean),
  }
}

/**
 * @param {{ os: { id: string, like: string[] } }} system
 * @returns {boolean} whether apt and Debian's package names apply
 */
export function isDebianLike({ os }) {
  return ['debian', 'ubuntu'].some((name) => os.id === name || os.like.includes(name))
}

/**
 * @param {ReturnType<typeof readSystem>} system
 * @throws {SetupError} when Plenary cannot run here whatever is installed
 */
export function checkSystem(system) {
  if (system.platform === 'win32') {
    throw new SetupError(
      'Plenary runs on Linux and macOS; on Windows, run it inside WSL 2 (type `wsl --install`).',
    )
  }
  const { nodeVersion } = system
  if (!isVersionAtLeast(nodeVersion, SETUP_NODE)) {
    throw new SetupError(
      `Plenary's set-up needs Node.js ${SETUP_NODE.join('.')} or newer and this is ${nodeVersion}; ` +
        'install a newer one (https://nodejs.org) and run the same command again.',
    )
  }
  if (!hasBundledNode(system) && !isVersionAtLeast(nodeVersion, SERVER_NODE)) {
    throw new SetupError(
      `Plenary needs Node.js ${SERVER_NODE.join('.')} or newer on this system and this is ${nodeVersion}; ` +
        'install Node.js 24 (https://nodejs.org) and run the same command again.',
    )
  }
}

/**
 * @param {string} root the checkout
 * @returns {string} the Node.js that the server will run on
 */
export function findServerNode(root) {
  const bundled = join(root, 'node_modules', '.bin', 'node')
  return existsSync(bundled) ? bundled : process.execPath
}
