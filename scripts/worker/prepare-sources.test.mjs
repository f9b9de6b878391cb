import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { PATCHES, applyPatch, hashRecipe, prepareSources } from './prepare-sources.mjs'

const WORKER = fileURLToPath(new URL('../../node_modules/mediasoup/worker', import.meta.url))

test('a text is replaced only when it is there exactly once', () => {
  const patch = { file: 'a.cpp', from: 'old', to: 'new' }
  assert.equal(applyPatch('an old text', patch), 'an new text')
  assert.throws(() => applyPatch('a text', patch), /a\.cpp .* 0 times, expected once/)
  assert.throws(() => applyPatch('old and old', patch), /2 times/)
})

test('the sources of the installed mediasoup take every patch and no bundled library', (t) => {
  const target = mkdtempSync(join(tmpdir(), 'plenary-sources-'))
  t.after(() => rmSync(target, { recursive: true }))
  prepareSources(WORKER, target)
  for (const { file, to } of PATCHES) assert.ok(readFileSync(join(target, file), 'utf8').includes(to))
  assert.deepEqual(
    readdirSync(join(target, 'subprojects')).filter((name) => name.endsWith('.wrap')),
    ['unordered-dense.wrap'],
  )
  assert.ok(existsSync(join(target, 'subprojects', 'libsrtp3', 'include', 'srtp.h')))
  assert.equal(existsSync(join(target, 'out')), false)
})

test('every library that the worker asks for has a stand-in', () => {
  const asked = readFileSync(join(WORKER, 'meson.build'), 'utf8').matchAll(/subproject\(\s*'([^']+)'/g)
  const overlay = fileURLToPath(new URL('./overlay/subprojects', import.meta.url))
  // The last two are for Windows and for the worker's own unit tests.
  const needed = [...asked].map(([, name]) => name).filter((name) => !['wingetopt', 'catch2'].includes(name))
  assert.ok(needed.length >= 5)
  for (const name of needed) assert.ok(existsSync(join(overlay, name, 'meson.build')), name)
})

test('the recipe has a stable name', () => {
  assert.match(hashRecipe(), /^[0-9a-f]{64}$/)
  assert.equal(hashRecipe(), hashRecipe())
})
