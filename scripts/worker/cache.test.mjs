import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { createCacheKey, findCachedWorker, removeAbandonedStaging, storeWorker } from './cache.mjs'

const DEBIAN = { platform: 'linux', arch: 'x64', isMusl: false, os: { id: 'debian', version: '12' } }
const RECIPE = '0123456789abcdef'

let folder
let bin

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-cache-'))
  bin = join(folder, 'a-worker')
  writeFileSync(bin, 'machine code', { mode: 0o644 })
})

afterEach(() => rmSync(folder, { recursive: true }))

const cache = () => join(folder, 'cache')
const store = (source = 'build') => storeWorker(cache(), 'key', { bin, source, proof: { packets: 1 } })

test('the key tells versions, processors, releases, C libraries and recipes apart', () => {
  assert.equal(createCacheKey('3.27.1', DEBIAN, RECIPE), '3.27.1-linux-x64-debian-12-01234567')
  const keys = [
    createCacheKey('3.27.1', DEBIAN, RECIPE),
    createCacheKey('3.27.2', DEBIAN, RECIPE),
    createCacheKey('3.27.1', { ...DEBIAN, arch: 'arm64' }, RECIPE),
    createCacheKey('3.27.1', { ...DEBIAN, os: { id: 'debian', version: '13' } }, RECIPE),
    createCacheKey('3.27.1', { ...DEBIAN, isMusl: true }, RECIPE),
    createCacheKey('3.27.1', DEBIAN, 'another recipe'),
    createCacheKey('3.27.1', { ...DEBIAN, platform: 'darwin' }, RECIPE),
  ]
  assert.equal(new Set(keys).size, keys.length)
  assert.match(createCacheKey('1', { ...DEBIAN, os: { id: '../x y', version: '' } }, RECIPE), /^[\w.-]+$/)
})

test('a stored worker is found, executable, and nothing else is left behind', () => {
  assert.equal(findCachedWorker(cache(), 'key'), undefined)
  store()
  const found = findCachedWorker(cache(), 'key')
  assert.equal(found.source, 'build')
  assert.equal(readFileSync(found.bin, 'utf8'), 'machine code')
  assert.equal(statSync(found.bin).mode & 0o111, 0o111)
  assert.deepEqual(readdirSync(cache()), ['key'])
})

test('storing again replaces the entry as a whole', () => {
  store()
  writeFileSync(bin, 'newer code')
  store('download')
  const found = findCachedWorker(cache(), 'key')
  assert.equal(found.source, 'download')
  assert.equal(readFileSync(found.bin, 'utf8'), 'newer code')
})

test('a truncated worker, a missing one and a missing proof count as no entry', () => {
  const { bin: cached } = store()
  truncateSync(cached, 5)
  assert.equal(findCachedWorker(cache(), 'key'), undefined)
  rmSync(cached)
  assert.equal(findCachedWorker(cache(), 'key'), undefined)
  store()
  rmSync(join(cache(), 'key', 'proof.json'))
  assert.equal(findCachedWorker(cache(), 'key'), undefined)
  store()
  assert.notEqual(findCachedWorker(cache(), 'key'), undefined)
})

test('a set-up that is killed in the middle leaves no entry, and its folder goes at the next run', async () => {
  const script = `
    import { createStagingFolder } from '${new URL('./cache.mjs', import.meta.url)}'
    import { writeFileSync } from 'node:fs'
    const { folder } = createStagingFolder(process.argv[1])
    writeFileSync(folder + '/mediasoup-worker', 'half of the machine c')
    process.stdout.write('ready')
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, cache()])
  await once(child.stdout, 'data')
  removeAbandonedStaging(cache())
  assert.equal(readdirSync(cache()).length, 1, 'the folder of a living set-up stays')
  child.kill('SIGKILL')
  await once(child, 'close')
  assert.equal(findCachedWorker(cache(), 'key'), undefined)
  removeAbandonedStaging(cache())
  assert.deepEqual(readdirSync(cache()), [])
})

test('folders of other machines are left alone for a day', () => {
  store()
  const foreign = join(cache(), '.staging-1-abc')
  storeWorker(foreign, 'unused', { bin, source: 'build', proof: {} })
  writeFileSync(join(foreign, 'host'), 'elsewhere')
  removeAbandonedStaging(cache(), { isAlive: () => false })
  assert.ok(readdirSync(cache()).includes('.staging-1-abc'))
  removeAbandonedStaging(cache(), { isAlive: () => false, now: Date.now() + 25 * 3600 * 1000 })
  assert.deepEqual(readdirSync(cache()), ['key'])
})
