import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { LOG_VARIABLE, noteFactor, noteWait, readFactor, readNotes } from './wait-log.ts'

/** Makes this process note into a file of its own. */
function openLog(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-wait-log-'))
  const file = join(folder, 'waits.jsonl')
  const former = process.env[LOG_VARIABLE]
  process.env[LOG_VARIABLE] = file
  t.after(() => {
    if (former === undefined) delete process.env[LOG_VARIABLE]
    else process.env[LOG_VARIABLE] = former
    rmSync(folder, { recursive: true })
  })
  return file
}

it('keeps waits that used much of their limit, with their test', (t) => {
  const file = openLog(t)
  noteWait({ what: 'a short one', usedMs: 590, limitMs: 1000 })
  noteWait({ what: 'a long one', usedMs: 610, limitMs: 1000 })
  assert.deepEqual(readNotes(file), {
    factors: [],
    waits: [
      {
        what: 'a long one',
        usedMs: 610,
        limitMs: 1000,
        test: 'keeps waits that used much of their limit, with their test',
        file: import.meta.filename,
      },
    ],
  })
})

it('keeps the factor of each process', (t) => {
  const file = openLog(t)
  noteFactor(1.5)
  noteFactor(2)
  assert.deepEqual(readNotes(file).factors, [1.5, 2])
})

it('is empty where nobody noted anything', (t) => {
  assert.deepEqual(readNotes(openLog(t)), { factors: [], waits: [] })
})

it('takes for a factor only what lengthens a limit', () => {
  assert.equal(readFactor('2.5'), 2.5)
  for (const text of [undefined, '', '0.5', 'fast', 'Infinity']) assert.equal(readFactor(text), undefined)
})
