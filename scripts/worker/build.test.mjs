import assert from 'node:assert/strict'
import { test } from 'node:test'

import { countJobs, parseNinjaProgress } from './build.mjs'

const GIB = 1024 ** 3

test("ninja's lines become progress", () => {
  assert.equal(parseNinjaProgress('[123/262] Compiling C++ object a.o'), '123 of 262')
  assert.equal(parseNinjaProgress('ninja: Entering directory'), undefined)
})

test('no more compilers run than there are cores and memory for, and always one', () => {
  assert.equal(countJobs({ cores: 2, memory: 24 * GIB }), 2)
  assert.equal(countJobs({ cores: 16, memory: 4 * GIB }), 5)
  assert.equal(countJobs({ cores: 8, memory: GIB / 2 }), 1)
})
