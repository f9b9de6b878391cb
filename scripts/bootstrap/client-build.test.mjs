import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { buildClient } from './client-build.mjs'
import { createProgress } from './progress.mjs'

const FAKE_VITE = `
  const fs = require('fs')
  fs.appendFileSync('calls', process.argv.slice(2).join(' ') + ' ' + process.env.NODE_ENV + '\\n')
  if (fs.readFileSync('client/main.ts', 'utf8') === 'broken') { console.error('main.ts:1: unexpected'); process.exit(1) }
  fs.mkdirSync('client/dist', { recursive: true })
  fs.writeFileSync('client/dist/index.html', fs.readFileSync('client/main.ts', 'utf8'))
`

let root
let setup

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plenary-client-'))
  mkdirSync(join(root, 'client'))
  mkdirSync(join(root, 'node_modules', 'vite', 'bin'), { recursive: true })
  writeFileSync(join(root, 'node_modules', 'vite', 'bin', 'vite.js'), FAKE_VITE)
  writeFileSync(join(root, 'client', 'main.ts'), 'one')
  const env = { ...process.env, NODE_ENV: 'development', PLENARY_CACHE_DIR: join(root, 'cache') }
  setup = { root, env, progress: createProgress({ write() {} }) }
})

afterEach(() => rmSync(root, { recursive: true }))

const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')

test('the client is built once, for production whatever the environment says', async () => {
  await buildClient(setup)
  await buildClient(setup)
  assert.deepEqual(calls(), ['build production'])
})

test('two set-ups at once build once', async () => {
  await Promise.all([buildClient(setup), buildClient(setup)])
  assert.equal(calls().length, 1)
})

test('a changed source and a changed or missing result build again, a changed test does not', async () => {
  await buildClient(setup)
  writeFileSync(join(root, 'client', 'main.test.ts'), 'a test')
  await buildClient(setup)
  assert.equal(calls().length, 1)
  writeFileSync(join(root, 'client', 'main.ts'), 'two')
  await buildClient(setup)
  assert.equal(calls().length, 2)
  writeFileSync(join(root, 'client', 'dist', 'index.html'), 'somebody else built this')
  await buildClient(setup)
  assert.equal(readFileSync(join(root, 'client', 'dist', 'index.html'), 'utf8'), 'two')
  rmSync(join(root, 'client', 'dist'), { recursive: true })
  await buildClient(setup)
  assert.equal(calls().length, 4)
})

test('a failing build shows why and is tried again', async () => {
  writeFileSync(join(root, 'client', 'main.ts'), 'broken')
  await assert.rejects(buildClient(setup), (error) => {
    assert.match(error.message, /run the same command again\.$/)
    assert.deepEqual(error.details, ['main.ts:1: unexpected'])
    return true
  })
  await assert.rejects(buildClient(setup))
  assert.equal(calls().length, 2)
})
