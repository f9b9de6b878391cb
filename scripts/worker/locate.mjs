import { accessSync, constants, copyFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join, resolve } from 'node:path'

import { SetupError } from '../bootstrap/setup-error.mjs'

/** The file name of the worker binary. */
export const WORKER_NAME = 'mediasoup-worker'

// The worker ends with this code when the version that its parent must pass is absent.
const NO_VERSION_EXIT_CODE = 41

/**
 * @param {string} root the checkout
 * @returns {{ folder: string, version: string, repositoryUrl: string, placedBin: string }}
 *   mediasoup as installed; `placedBin` is where it looks for its worker by default
 * @throws {SetupError} when it is not installed
 */
export function findMediasoup(root) {
  const folder = join(root, 'node_modules', 'mediasoup')
  try {
    const { version, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return {
      folder,
      version,
      repositoryUrl: repository.url,
      placedBin: join(folder, 'worker', 'out', 'Release', WORKER_NAME),
    }
  } catch (cause) {
    throw new SetupError(
      'mediasoup is not installed; run `npm ci --ignore-scripts`, then the same command again.',
      {
        cause,
      },
    )
  }
}

/**
 * Finds the worker that the person running the server chose.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} undefined when MEDIASOUP_WORKER_BIN is not set
 * @throws {SetupError} when it names no worker that starts on this machine
 */
export function findGivenWorker(env) {
  const given = env.MEDIASOUP_WORKER_BIN
  if (!given) return undefined
  const bin = resolve(given)
  const refuse = (reason) =>
    new SetupError(
      `MEDIASOUP_WORKER_BIN is set to ${given}, ${reason}; correct it, or type \`unset MEDIASOUP_WORKER_BIN\` and run the same command again.`,
    )
  try {
    if (!statSync(bin).isFile()) throw refuse('which is not a file')
    accessSync(bin, constants.X_OK)
  } catch (error) {
    if (error instanceof SetupError) throw error
    throw refuse(error.code === 'EACCES' ? 'which is not executable' : 'which does not exist')
  }
  if (!startsHere(bin)) throw refuse('which does not start as a mediasoup worker on this machine')
  return bin
}

/**
 * A quick check, a few milliseconds: the binary is one for this processor, its
 * libraries are there, and it is a mediasoup worker.
 *
 * @param {string} bin
 * @returns {boolean}
 */
export function startsHere(bin) {
  // Without the environment it knows no version and refuses to go on.
  const { status } = spawnSync(bin, [], { env: {}, stdio: 'ignore', timeout: 10_000 })
  return status === NO_VERSION_EXIT_CODE
}

/**
 * @param {string} path
 * @returns {{ size: number, modifiedMs: number } | undefined} tells a file from its successor
 */
export function identify(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? { size: stats.size, modifiedMs: Math.trunc(stats.mtimeMs) } : undefined
}

/**
 * Puts the cached worker where mediasoup looks for it, in one step: a server that is
 * just starting finds the old one or the new one, never a part of it.
 *
 * @param {string} cachedBin
 * @param {string} placedBin
 */
export function placeWorker(cachedBin, placedBin) {
  mkdirSync(dirname(placedBin), { recursive: true })
  // A copy: with a link, whatever writes into node_modules would write into the cache.
  const temporary = `${placedBin}.${process.pid}`
  copyFileSync(cachedBin, temporary)
  renameSync(temporary, placedBin)
}
