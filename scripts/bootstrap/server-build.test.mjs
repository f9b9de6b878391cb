import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { SERVER_BUILD } from './built-module.mjs'
import { createProgress } from './progress.mjs'
import { buildServer } from './server-build.mjs'

let root
let setup
let titles

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plenary-server-'))
  titles = []
  const write = (text) => titles.push(...text.split('\n').filter((line) => line.endsWith('...')))
  setup = {
    root,
    env: { ...process.env, PLENARY_CACHE_DIR: join(root, 'cache') },
    progress: createProgress({ write }),
  }
  put('server/main.ts', 'export const answer: number = 42\n')
  put('server/rooms/room.ts', 'export const size: number = 1\n')
  put('server/rooms/room.test.ts', 'a test: it is not compiled')
  put('server/rooms/test-room.ts', 'a helper of tests: neither is this')
  put('protocol/names.ts', 'export type Name = string\n')
})

afterEach(() => rmSync(root, { recursive: true }))

function put(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const built = (path) => readFileSync(join(root, SERVER_BUILD, path), 'utf8')

test('the server is compiled once, with the protocol and without tests', async () => {
  await buildServer(setup)
  await buildServer(setup)
  assert.deepEqual(titles, ['Compiling the server ...'])
  assert.match(built('server/main.js'), /^export const answer {9}= 42\n/)
  const files = readdirSync(join(root, SERVER_BUILD), { recursive: true }).filter((name) =>
    name.endsWith('.js'),
  )
  assert.deepEqual(files.sort(), ['protocol/names.js', 'server/main.js', 'server/rooms/room.js'])
})

test('two set-ups at once compile once', async () => {
  await Promise.all([buildServer(setup), buildServer(setup)])
  assert.equal(titles.length, 1)
})

test('a changed source, a damaged and a missing result compile again, a changed test does not', async () => {
  await buildServer(setup)
  put('server/rooms/room.test.ts', 'another test')
  await buildServer(setup)
  assert.equal(titles.length, 1)
  put('server/rooms/room.ts', 'export const size: number = 2\n')
  await buildServer(setup)
  assert.match(built('server/rooms/room.js'), /= 2\n/)
  writeFileSync(join(root, SERVER_BUILD, 'server/rooms/room.js'), '')
  await buildServer(setup)
  assert.match(built('server/rooms/room.js'), /= 2\n/)
  rmSync(join(root, SERVER_BUILD), { recursive: true })
  await buildServer(setup)
  assert.equal(titles.length, 4)
})

test('a source that is gone leaves nothing behind that could be run', async () => {
  await buildServer(setup)
  rmSync(join(root, 'server/rooms/room.ts'))
  await buildServer(setup)
  assert.equal(existsSync(join(root, SERVER_BUILD, 'server/rooms/room.js')), false)
})

test('a fault in a source names the file, keeps what was compiled before and leaves no half of a build', async () => {
  await buildServer(setup)
  put('server/rooms/room.ts', 'export const = 3\n')
  await assert.rejects(buildServer(setup), (error) => {
    assert.match(error.message, /does not compile.* run the same command again\.$/)
    assert.match(error.details.join('\n'), /^server\/rooms\/room\.ts: /m)
    return true
  })
  assert.match(built('server/rooms/room.js'), /= 1\n/)
  assert.deepEqual(readdirSync(dirname(join(root, SERVER_BUILD))).sort(), ['server', 'server-build.json'])
})
