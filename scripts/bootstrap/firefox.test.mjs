import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { findFirefox, installFirefox } from './firefox.mjs'

let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-firefox-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const program = (name) => {
  writeFileSync(join(folder, name), '', { mode: 0o755 })
  return join(folder, name)
}

/** A system without Firefox, and what it is told. */
const systemOf = (id, like = []) => {
  const notes = []
  const system = { platform: 'linux', isRoot: false, os: { id, like } }
  return { notes, setup: { system, progress: { note: (line) => notes.push(line) }, env: { PATH: folder } } }
}

test('Firefox is found on the path, the one with long support first', () => {
  const env = { PATH: folder }
  assert.equal(findFirefox(env, 'linux'), undefined)
  const latest = program('firefox')
  assert.equal(findFirefox(env, 'linux'), latest)
  const esr = program('firefox-esr')
  assert.equal(findFirefox(env, 'linux'), esr)
})

test('FIREFOX_BIN wins, and a wrong one is an error rather than ignored', () => {
  program('firefox')
  const mine = program('my-firefox')
  assert.equal(findFirefox({ PATH: folder, FIREFOX_BIN: mine }, 'linux'), mine)
  const wrong = { PATH: folder, FIREFOX_BIN: join(folder, 'gone') }
  assert.throws(() => findFirefox(wrong, 'linux'), /`unset FIREFOX_BIN`/)
})

test('a system that cannot install Firefox is told that its tests are left out', async () => {
  for (const { notes, setup } of [systemOf('ubuntu', ['debian']), systemOf('fedora')]) {
    await installFirefox(setup)
    assert.equal(notes.length, 1)
    assert.match(notes[0], /left out.*FIREFOX_BIN/)
  }
})

test('nothing is said or done where Firefox is there already', async () => {
  program('firefox')
  const { notes, setup } = systemOf('ubuntu', ['debian'])
  await installFirefox(setup)
  assert.deepEqual(notes, [])
})
