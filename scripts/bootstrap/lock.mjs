import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

import { cleanUpLater } from './interruption.mjs'

const HEARTBEAT_MS = 2_000
const STALE_MS = 30_000
const POLL_MS = 500

/**
 * Runs work while no other set-up on this cache runs the same work.
 *
 * The lock saves work, it does not guard correctness: everything made under it is
 * made in a folder of its own and moved into place in one step. So a holder that
 * was asleep for longer than the limit does no harm.
 *
 * @template T
 * @param {string} path the folder that stands for the lock
 * @param {() => Promise<T>} work
 * @param {{ onWait?: () => void, staleMs?: number }} [options] `onWait` is called once
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { onWait, staleMs = STALE_MS } = {}) {
  const token = await acquire(path, onWait, staleMs)
  const release = cleanUpLater(() => {
    if (readOwner(path)?.token === token) rmSync(path, { recursive: true, force: true })
  })
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    release()
  }
}

async function acquire(path, onWait, staleMs) {
  const token = randomUUID()
  mkdirSync(dirname(path), { recursive: true })
  let hasWaited = false
  for (;;) {
    try {
      mkdirSync(path)
      writeFileSync(join(path, 'owner.json'), JSON.stringify({ token, host: hostname(), pid: process.pid }))
      return token
    } catch (error) {
      // ENOENT: somebody judged the lock stale between our two calls.
      if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error
    }
    if (isAbandoned(path, staleMs)) {
      removeAbandoned(path)
      continue
    }
    if (!hasWaited) onWait?.()
    hasWaited = true
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

function readOwner(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'))
  } catch {
    return undefined
  }
}

function isAbandoned(path, staleMs) {
  const owner = readOwner(path)
  // Process ids mean nothing across machines (or containers) that share a cache.
  if (owner?.host === hostname() && !isAlive(owner.pid)) return true
  try {
    return Date.now() - statSync(path).mtimeMs > staleMs
  } catch {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function removeAbandoned(path) {
  const aside = `${path}.${randomUUID()}`
  try {
    // Only one of several waiters can win this rename.
    renameSync(path, aside)
    rmSync(aside, { recursive: true, force: true })
  } catch {
    // Another waiter was faster.
  }
}

function touch(path) {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // The folder is gone (a cache that somebody cleaned): nothing left to keep alive.
  }
}
