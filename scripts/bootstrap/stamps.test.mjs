import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, afterEach, test } from 'node:test'

import { hashFiles, hashParts, readStamp, writeStamp } from './stamps.mjs'

let root

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plenary-stamps-'))
})

afterEach(() => rmSync(root, { recursive: true }))

test('a stamp is read back, and a missing or broken one counts as none', () => {
  assert.equal(readStamp(root, 'thing'), undefined)
  writeStamp(root, 'thing', { wanted: 'abc' })
  assert.deepEqual(readStamp(root, 'thing'), { wanted: 'abc' })
  writeFileSync(join(root, 'node_modules', '.plenary', 'thing.json'), '{ "wanted": "ab')
  assert.equal(readStamp(root, 'thing'), undefined)
})

test('parts do not run into each other', () => {
  assert.notEqual(hashParts('ab', 'c'), hashParts('a', 'bc'))
  assert.equal(hashParts('ab', Buffer.from('c')), hashParts('ab', 'c'))
})

test('files are compared by name and content, not by date', () => {
  mkdirSync(join(root, 'client', 'ui'), { recursive: true })
  const file = join(root, 'client', 'ui', 'app.ts')
  writeFileSync(file, 'one')
  const hash = () => hashFiles(root, ['client', 'lock.json', 'absent'])
  const first = hash()
  utimesSync(file, 1, 1)
  assert.equal(hash(), first)
  writeFileSync(file, 'two')
  const second = hash()
  assert.notEqual(second, first)
  writeFileSync(join(root, 'lock.json'), '{}')
  assert.notEqual(hash(), second)
})

test('files that do not count change nothing', () => {
  const hash = () => hashFiles(root, ['client'], (name) => !name.startsWith('client/dist/'))
  mkdirSync(join(root, 'client', 'dist'), { recursive: true })
  const before = hash()
  writeFileSync(join(root, 'client', 'dist', 'index.html'), 'built')
  assert.equal(hash(), before)
  writeFileSync(join(root, 'client', 'index.html'), 'source')
  assert.notEqual(hash(), before)
})
