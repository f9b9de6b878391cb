import { copyFileSync, mkdirSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'

import { findCommand } from '../bootstrap/browser.mjs'
import { isDebianLike } from '../bootstrap/platform.mjs'
import { runCommand } from '../bootstrap/run-command.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { installSystemPackages } from '../bootstrap/system-packages.mjs'
import { WORKER_NAME } from './locate.mjs'
import { MESON_OPTIONS, prepareSources } from './prepare-sources.mjs'

/** Debian's names of what the build needs. */
const BUILD_PACKAGES = [
  'g++',
  'meson',
  'ninja-build',
  'pkg-config',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'libabsl-dev',
]

const GENERATED_HEADER = 'fbs/FBS/transport.h'

const TOOLS = ['meson', 'ninja', 'pkg-config', 'flatc']
const LIBRARIES = ['libuv', 'openssl', 'libsrtp2', 'flatbuffers', 'absl_strings']

// What one compiler process takes at its peak, roughly.
const BYTES_PER_JOB = 700 * 1024 * 1024

/**
 * Makes sure that compiler, build tools and libraries are there: installs them on
 * Debian and its relatives when we may, and says what to do otherwise.
 *
 * @param {{ system: object, progress: object }} setup
 * @throws {SetupError}
 */
export async function ensureBuildTools({ system, progress }) {
  const hasTools = TOOLS.every((name) => findCommand([name])) && findCommand(['c++', 'g++', 'clang++'])
  if (hasTools && (await runCommand('pkg-config', ['--exists', ...LIBRARIES])).ok) return
  if (isDebianLike(system)) {
    await installSystemPackages(BUILD_PACKAGES, { system, progress, purpose: 'Building the media worker' })
    return
  }
  throw new SetupError(
    'The media worker could not be downloaded and this system lacks what building one needs: install ' +
      `${[...TOOLS, 'a C++20 compiler', ...LIBRARIES].join(', ')} with their development files, or let mediasoup ` +
      'fetch its own (`npm --prefix node_modules/mediasoup run worker:build`), then run the same command again.',
  )
}

/**
 * Compiles the worker from the npm package against the system's libraries.
 *
 * @param {{ mediasoup: { folder: string }, folder: string, update: (detail: string) => void }} setup
 *   `folder` is the place for sources and objects
 * @returns {Promise<string>} the stripped binary
 * @throws {SetupError} with the end of the compiler's output
 */
export async function buildWorker({ mediasoup, folder, update }) {
  const sources = join(folder, 'worker')
  const objects = join(folder, 'objects')
  mkdirSync(folder, { recursive: true })
  prepareSources(join(mediasoup.folder, 'worker'), sources)
  update('configuring')
  await runStep('meson', ['setup', ...MESON_OPTIONS, objects, sources])
  const onLine = (line) => {
    const step = parseNinjaProgress(line)
    if (step) update(step)
  }
  // mediasoup does not tell ninja that its copy of libwebrtc includes generated headers, so a
  // compiler may look for one that is not there yet. One of them brings all.
  await runStep('ninja', ['-C', objects, GENERATED_HEADER])
  await runStep('ninja', ['-C', objects, '-j', String(countJobs()), WORKER_NAME], onLine)
  const bin = join(folder, WORKER_NAME)
  copyFileSync(join(objects, WORKER_NAME), bin)
  await runStep('strip', [bin])
  return bin
}

async function runStep(command, args, onLine) {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  // A parent make or ninja would otherwise lend us its job server or status format.
  for (const name of ['MAKEFLAGS', 'NINJA_STATUS']) delete env[name]
  const result = await runCommand(command, args, { env, onLine })
  if (result.ok) return
  const wasKilled =
    result.signal === 'SIGKILL' || /Killed|internal compiler error: .*Killed/.test(result.tail.join('\n'))
  throw new SetupError(
    wasKilled
      ? 'The build of the media worker ran out of memory; free some (about 1 GB is needed) and run the same command again.'
      : 'The media worker could not be built; correct what is shown above, or set MEDIASOUP_WORKER_BIN to a worker that you have, then run the same command again.',
    { details: result.tail.slice(-30) },
  )
}

/**
 * @param {string} line of ninja's output
 * @returns {string | undefined} e.g. `123 of 261`
 */
export function parseNinjaProgress(line) {
  const match = /^\[(\d+)\/(\d+)\] /.exec(line)
  return match ? `${match[1]} of ${match[2]}` : undefined
}

/**
 * @param {{ cores?: number, memory?: number }} [machine]
 * @returns {number} how many compilers run at once
 */
export function countJobs({ cores = availableParallelism(), memory = findMemory() } = {}) {
  return Math.max(1, Math.min(cores, Math.floor(memory / BYTES_PER_JOB)))
}

function findMemory() {
  // In a container the limit is what counts; 0 and absurd values mean "none".
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
