import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { createProgress } from '../bootstrap/progress.mjs'
import { createCacheKey, storeWorker } from './cache.mjs'
import { installWorker } from './install.mjs'
import { hashRecipe } from './prepare-sources.mjs'

const SYSTEM = {
  platform: 'linux',
  arch: 'x64',
  isMusl: false,
  isRoot: false,
  os: { id: 'debian', version: '12', like: [] },
}

let root
let placed
let setup

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plenary-install-'))
  const mediasoup = join(root, 'node_modules', 'mediasoup')
  mkdirSync(mediasoup, { recursive: true })
  const manifest = { version: '3.27.1', repository: { url: 'git+https://example.org/mediasoup.git' } }
  writeFileSync(join(mediasoup, 'package.json'), JSON.stringify(manifest))
  placed = join(mediasoup, 'worker', 'out', 'Release', 'mediasoup-worker')
  const stream = { text: '', write: (chunk) => (stream.text += chunk) }
  const env = { PATH: process.env.PATH, PLENARY_CACHE_DIR: join(root, 'cache') }
  setup = { root, system: SYSTEM, env, progress: createProgress(stream), stream }
})

afterEach(() => rmSync(root, { recursive: true }))

function fillCache() {
  const bin = join(root, 'some-worker')
  writeFileSync(bin, '#!/bin/sh\nexit 41\n', { mode: 0o755 })
  const key = createCacheKey('3.27.1', SYSTEM, hashRecipe())
  return storeWorker(join(root, 'cache', 'mediasoup-worker'), key, { bin, source: 'build', proof: {} })
}

test('a proven worker in the cache is placed where mediasoup looks, silently', async () => {
  fillCache()
  await installWorker(setup)
  assert.match(readFileSync(placed, 'utf8'), /exit 41/)
  assert.equal(setup.stream.text, '')
})

test('the second run leaves the placed worker alone, even without a cache', async () => {
  fillCache()
  await installWorker(setup)
  const { ino, mtimeMs } = statSync(placed)
  rmSync(join(root, 'cache'), { recursive: true })
  await installWorker(setup)
  assert.deepEqual([statSync(placed).ino, statSync(placed).mtimeMs], [ino, mtimeMs])
})

test('a placed worker that was changed or removed is put back from the cache', async () => {
  fillCache()
  await installWorker(setup)
  writeFileSync(placed, 'garbage')
  await installWorker(setup)
  assert.match(readFileSync(placed, 'utf8'), /exit 41/)
  rmSync(placed)
  await installWorker(setup)
  assert.equal(existsSync(placed), true)
})

test('a wrong MEDIASOUP_WORKER_BIN is refused although the cache has a good one', async () => {
  fillCache()
  const env = { ...setup.env, MEDIASOUP_WORKER_BIN: join(root, 'absent') }
  await assert.rejects(installWorker({ ...setup, env }), /does not exist/)
})

test('a MEDIASOUP_WORKER_BIN that starts but does not work is refused with the reason', async () => {
  const { bin } = fillCache()
  const env = { ...setup.env, MEDIASOUP_WORKER_BIN: bin }
  await assert.rejects(installWorker({ ...setup, env }), /does not work here \(.+\); correct the variable/)
})
