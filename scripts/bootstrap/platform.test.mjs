import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import {
  checkSystem,
  findServerNode,
  hasBundledNode,
  isDebianLike,
  isVersionAtLeast,
  parseOsRelease,
  readSystem,
} from './platform.mjs'
import { SetupError } from './setup-error.mjs'

const system = (changes) => ({
  platform: 'linux',
  arch: 'x64',
  isMusl: false,
  nodeVersion: '20.20.2',
  os: { id: 'debian', version: '12', like: [] },
  ...changes,
})

test('versions compare by number, not by text', () => {
  assert.equal(isVersionAtLeast('v22.18.0', [22, 18]), true)
  assert.equal(isVersionAtLeast('22.9.0', [22, 18]), false)
  assert.equal(isVersionAtLeast('100.0.0', [22, 18]), true)
  assert.equal(isVersionAtLeast('20.20.2', [22, 18]), false)
})

test('os-release is read with and without quotes', () => {
  const text = 'PRETTY_NAME="Ubuntu 24.04 LTS"\nID=ubuntu\nVERSION_ID="24.04"\nID_LIKE=debian\n'
  assert.deepEqual(parseOsRelease(text), { id: 'ubuntu', version: '24.04', like: ['debian'] })
  assert.deepEqual(parseOsRelease(''), { id: 'linux', version: '', like: [] })
})

test('relatives of Debian count as Debian, others do not', () => {
  const like = (text) => isDebianLike({ os: parseOsRelease(text) })
  assert.equal(like('ID=debian'), true)
  assert.equal(like('ID=linuxmint\nID_LIKE="ubuntu debian"'), true)
  assert.equal(like('ID=fedora'), false)
  assert.equal(isDebianLike({ os: { id: 'darwin', like: [] } }), false)
})

test('Node.js 18 of Debian 12 and Node.js 20 are enough where npm brings a newer one, and only there', () => {
  assert.equal(hasBundledNode(system()), true)
  checkSystem(system())
  checkSystem(system({ arch: 'arm64' }))
  checkSystem(system({ nodeVersion: '18.20.4' }))
  for (const changes of [{ platform: 'darwin', arch: 'arm64' }, { arch: 'riscv64' }, { isMusl: true }]) {
    assert.throws(
      () => checkSystem(system(changes)),
      /Node\.js 22\.18 or newer .* this is 20\.20\.2; install/,
    )
    checkSystem(system({ ...changes, nodeVersion: '22.18.0' }))
  }
})

test('a Node.js that is too old for the set-up, and Windows, are refused in one sentence', () => {
  assert.throws(() => checkSystem(system({ nodeVersion: '18.18.2' })), SetupError)

  assert.throws(() => checkSystem(system({ platform: 'win32' })), /WSL 2 \(type `wsl --install`\)\.$/)
})

test('the running system describes itself', () => {
  const here = readSystem()
  assert.equal(here.platform, process.platform)
  assert.equal(here.nodeVersion, process.versions.node)
  assert.notEqual(here.os.id, '')
})

test('the server runs on the Node.js in node_modules when there is one', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'plenary-platform-'))
  t.after(() => rmSync(root, { recursive: true }))
  assert.equal(findServerNode(root), process.execPath)
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true })
  writeFileSync(join(root, 'node_modules', '.bin', 'node'), '')
  assert.equal(findServerNode(root), join(root, 'node_modules', '.bin', 'node'))
})

// What came after Node.js 18.19; nodejs.org/api says since when. A script that needs one would fail on Debian 12 alone.
const NEWER =
  /\b(Promise\.(withResolvers|try)|Array\.fromAsync|(Object|Map)\.groupBy|AbortSignal\.any|import\.meta\.(dirname|filename)|stripTypeScriptTypes|styleText|globSync|loadEnvFile|getBuiltinModule|matchesGlob|Symbol\.(asyncDispose|dispose))\b|\.(toSorted|toReversed|toSpliced|isWellFormed|isSubsetOf|bytes)\(|node:sqlite|\bawait using\b/
/** Run by the Node.js that npm brings, and never by that of the system. */
const OF_SERVER = ['compile-server.mjs', 'compiled-modules.mjs']

test('the set-up uses nothing that the Node.js of Debian 12 lacks', () => {
  const folders = ['.', '../worker'].map((path) => new URL(`${path}/`, import.meta.url))
  const scripts = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter(
        (name) => /(?<!\.test)\.mjs$/.test(name) && !name.startsWith('test-') && !OF_SERVER.includes(name),
      )
      .map((name) => new URL(name, folder)),
  )
  assert.ok(scripts.length > 20, 'they are found')
  for (const script of [...scripts, new URL('../bootstrap.mjs', import.meta.url)]) {
    assert.doesNotMatch(readFileSync(script, 'utf8'), NEWER, script.pathname)
  }
})
