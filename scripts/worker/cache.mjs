import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

import { cleanUpLater } from '../bootstrap/interruption.mjs'
import { WORKER_NAME } from './locate.mjs'

const PROOF_NAME = 'proof.json'
const STAGING_PREFIX = '.staging-'
const MAX_STAGING_AGE_MS = 24 * 60 * 60 * 1000

/**
 * Names the cache entry for this machine. A build is linked against the system's own
 * libraries, so it belongs to one release of one distribution.
 *
 * @param {string} version of mediasoup
 * @param {{ platform: string, arch: string, isMusl: boolean, os: { id: string, version: string } }} system
 * @param {string} recipe a hash of how it is built
 * @returns {string} a folder name, e.g. `3.27.1-linux-x64-debian-12-1a2b3c4d`
 */
export function createCacheKey(version, { platform, arch, isMusl, os }, recipe) {
  const release = platform === 'linux' ? [os.id, os.version || 'rolling', ...(isMusl ? ['musl'] : [])] : []
  return [version, platform, arch, ...release, recipe.slice(0, 8)].join('-').replace(/[^a-zA-Z0-9._-]/g, '_')
}

/**
 * @param {string} cacheFolder where entries live
 * @param {string} key
 * @returns {{ bin: string, source: string } | undefined} the proven worker; an entry that is
 *   not whole (a cache that was copied or tampered with) counts as none
 */
export function findCachedWorker(cacheFolder, key) {
  const folder = join(cacheFolder, key)
  try {
    const proof = JSON.parse(readFileSync(join(folder, PROOF_NAME), 'utf8'))
    const bin = join(folder, WORKER_NAME)
    return hashFile(bin) === proof.sha256 ? { bin, source: proof.source } : undefined
  } catch {
    return undefined
  }
}

/**
 * Adds a proven worker to the cache. The entry appears whole or not at all: it is
 * written beside the others, flushed to the disk, and then renamed.
 *
 * @param {string} cacheFolder
 * @param {string} key
 * @param {{ bin: string, source: string, proof: object }} worker
 * @returns {{ bin: string, source: string }} the entry
 */
export function storeWorker(cacheFolder, key, { bin, source, proof }) {
  const staging = createStagingFolder(cacheFolder)
  try {
    const ready = join(staging.folder, 'ready')
    mkdirSync(ready)
    const stagedBin = join(ready, WORKER_NAME)
    copyFileSync(bin, stagedBin)
    chmodSync(stagedBin, 0o755)
    writeFileSync(
      join(ready, PROOF_NAME),
      `${JSON.stringify({ source, sha256: hashFile(stagedBin), provenAt: new Date().toISOString(), proof }, undefined, 2)}\n`,
    )
    for (const path of [stagedBin, join(ready, PROOF_NAME), ready]) flush(path)
    replaceFolder(ready, join(cacheFolder, key), staging.folder)
    flush(cacheFolder)
  } finally {
    staging.remove()
  }
  return { bin: join(cacheFolder, key, WORKER_NAME), source }
}

/** Moves a folder over another; readers of the old one keep what they have open. */
function replaceFolder(from, to, aside) {
  rmSync(join(aside, 'old'), { recursive: true, force: true })
  try {
    renameSync(to, join(aside, 'old'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  renameSync(from, to)
}

/**
 * Makes a folder for work in progress on the cache's own file system (a rename must
 * not become a copy). It is removed at the end, also when a signal ends the set-up.
 *
 * @param {string} cacheFolder
 * @returns {{ folder: string, remove: () => void }}
 */
export function createStagingFolder(cacheFolder) {
  const name = `${STAGING_PREFIX}${process.pid}-${randomUUID().slice(0, 8)}`
  const folder = join(cacheFolder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'host'), hostname())
  const remove = cleanUpLater(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return { folder, remove }
}

/**
 * Removes what killed set-ups left behind.
 *
 * @param {string} cacheFolder
 * @param {{ isAlive?: (pid: number) => boolean, now?: number }} [options] for tests
 */
export function removeAbandonedStaging(cacheFolder, { isAlive = isProcessAlive, now = Date.now() } = {}) {
  for (const name of listStaging(cacheFolder)) {
    const folder = join(cacheFolder, name)
    const pid = Number(name.slice(STAGING_PREFIX.length).split('-')[0])
    const isOld = now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now) > MAX_STAGING_AGE_MS
    // A process id says something only on the machine (or in the container) it is from.
    const isOrphan = readHost(folder) === hostname() && !isAlive(pid)
    if (isOld || isOrphan) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function listStaging(cacheFolder) {
  try {
    return readdirSync(cacheFolder).filter((name) => name.startsWith(STAGING_PREFIX))
  } catch {
    return []
  }
}

function readHost(folder) {
  try {
    return readFileSync(join(folder, 'host'), 'utf8')
  } catch {
    return undefined
  }
}

function isProcessAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function hashFile(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function flush(path) {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
