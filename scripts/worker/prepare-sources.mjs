import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { hashFiles, hashParts } from '../bootstrap/stamps.mjs'

const OVERLAY = fileURLToPath(new URL('./overlay', import.meta.url))

/** How the build is configured. */
export const MESON_OPTIONS = ['--buildtype', 'release', '-Db_ndebug=true']

/**
 * What the worker's sources must change to be built against a distribution's libraries
 * in place of the copies that upstream downloads. Each text must occur exactly once,
 * so a new version of mediasoup that needs another look says so.
 */
export const PATCHES = [
  {
    // Halves the time of the build; the header is in the overlay.
    file: 'meson.build',
    from: "cpp_args: cpp_args + ['-DMS_EXECUTABLE'],",
    to: "cpp_args: cpp_args + ['-DMS_EXECUTABLE'], cpp_pch: 'pch/worker.h',",
  },
  {
    // Debian 12 has meson 1.0; nothing in the file needs more.
    file: 'meson.build',
    from: "meson_version: '>= 1.1.0'",
    to: "meson_version: '>= 1.0.0'",
  },
  {
    // Distributions enable kernel TLS in OpenSSL. The callback answers 1 to every control
    // call that it does not recognise as a return, libssl takes that for "kernel TLS is on",
    // and the first DTLS handshake ends in a null write buffer. A return has the flag
    // set beside the operation, so the comparison must be a test of that bit.
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
  },
]

/**
 * Copies the worker's sources out of the npm package and fits them to the system's
 * libraries: the bundled dependencies are replaced by the small stand-ins in overlay/.
 *
 * @param {string} workerFolder node_modules/mediasoup/worker
 * @param {string} target
 * @throws {Error} when a patch does not fit this version of mediasoup
 */
export function prepareSources(workerFolder, target) {
  // meson wants to see the sources of the tests too, although nothing builds them.
  const isNeeded = (path) => path !== join(workerFolder, 'out')
  cpSync(workerFolder, target, { recursive: true, filter: isNeeded })
  const subprojects = join(target, 'subprojects')
  for (const name of readdirSync(subprojects)) rmSync(join(subprojects, name), { recursive: true })
  cpSync(OVERLAY, target, { recursive: true })
  for (const { file, from, to } of PATCHES) {
    const path = join(target, file)
    writeFileSync(path, applyPatch(readFileSync(path, 'utf8'), { file, from, to }))
  }
}

/**
 * @param {string} text
 * @param {{ file: string, from: string, to: string }} patch
 * @returns {string}
 * @throws {Error} when the text to replace does not occur exactly once
 */
export function applyPatch(text, { file, from, to }) {
  const parts = text.split(from)
  if (parts.length !== 2) {
    throw new Error(
      `${file} of this mediasoup version has "${from}" ${parts.length - 1} times, expected once`,
    )
  }
  return parts.join(to)
}

/**
 * @returns {string} a hash of all that decides what is built out of one version's sources,
 *   so that a correction here makes every older build a stranger to the cache
 */
export function hashRecipe() {
  return hashParts(hashFiles(OVERLAY, ['.']), JSON.stringify([MESON_OPTIONS, PATCHES]))
}
