import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { describeMissingPrograms, findBrowser, findVoice } from './browser.mjs'

let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-browser-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const program = (name) => {
  writeFileSync(join(folder, name), '', { mode: 0o755 })
  return join(folder, name)
}

test('the browser is found on the path, Chromium before Chrome', () => {
  const env = { PATH: `/nowhere:${folder}` }
  assert.equal(findBrowser(env, 'linux'), undefined)
  const chrome = program('google-chrome-stable')
  assert.equal(findBrowser(env, 'linux'), chrome)
  const chromium = program('chromium')
  assert.equal(findBrowser(env, 'linux'), chromium)
})

test('CHROME_BIN wins, and a wrong one is an error rather than ignored', () => {
  program('chromium')
  const mine = program('my-chrome')
  assert.equal(findBrowser({ PATH: folder, CHROME_BIN: mine }, 'linux'), mine)
  const wrong = { PATH: folder, CHROME_BIN: join(folder, 'gone') }
  assert.throws(() => findBrowser(wrong, 'linux'), /`unset CHROME_BIN`/)
})

test('folders and files that cannot be run are no programs', () => {
  mkdirSync(join(folder, 'chromium'))
  writeFileSync(join(folder, 'espeak-ng'), '', { mode: 0o644 })
  assert.equal(findBrowser({ PATH: folder }, 'linux'), undefined)
  assert.equal(findVoice({ PATH: folder }), undefined)
})

test('what is missing is named together with the command for it', () => {
  assert.equal(
    describeMissingPrograms(['chromium', 'espeak-ng'], { platform: 'darwin' }),
    'The test suite needs chromium and espeak-ng: run `brew install --cask google-chrome && brew install espeak-ng`, then the same command again.',
  )
  assert.match(describeMissingPrograms(['espeak-ng'], { platform: 'linux' }), /package manager/)
})
