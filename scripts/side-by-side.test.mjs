import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runSideBySide } from './side-by-side.mjs'

const program = (title, code) => ({ title, command: process.execPath, args: ['-e', code] })

async function run(checks, lanes = 2) {
  const notes = []
  const failed = await runSideBySide(checks, { lanes, note: (line) => notes.push(line) })
  return { failed, notes }
}

test('each check that is in order says one line, whatever it printed', async () => {
  const { failed, notes } = await run([program('Lint', 'console.log("chatter")'), program('Types', '')])
  assert.deepEqual(failed, [])
  assert.equal(notes.length, 2)
  for (const note of notes) assert.match(note, /^(Lint|Types): done after \d+s$/)
})

test('every failure is shown with all that its program printed, and no other is cut short', async () => {
  const lines = 'for (let n = 1; n <= 100; n += 1) console.log("finding", n); process.exitCode = 3'
  const checks = [program('Lint', lines), program('Types', 'process.exit(1)'), program('Format', '')]
  const { failed, notes } = await run(checks, 1)
  assert.deepEqual(failed, ['Lint', 'Types'])
  const lint = notes.find((note) => note.startsWith('Lint'))?.split('\n') ?? []
  assert.match(lint[0] ?? '', /^Lint: failed after \d+s \(exit code 3\)$/)
  assert.deepEqual([lint.length, lint[1], lint[100]], [101, 'finding 1', 'finding 100'])
  assert.match(notes[2] ?? '', /^Format: done/)
})

test('a program that is missing or killed has failed', async () => {
  const missing = { title: 'Missing', command: join(tmpdir(), 'no-such-program'), args: [] }
  const { failed } = await run([missing, program('Killed', 'process.kill(process.pid, "SIGKILL")')])
  assert.deepEqual(failed.sort(), ['Killed', 'Missing'])
})

test('two lanes run two at once: each waits for the other', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-lanes-'))
  t.after(() => rm(folder, { recursive: true }))
  const meet = (own, other) => `
    const { existsSync, writeFileSync } = require('node:fs')
    process.chdir(${JSON.stringify(folder)})
    writeFileSync('${own}', '')
    setInterval(() => existsSync('${other}') && process.exit(0), 5)
    setTimeout(() => process.exit(1), 20_000)`
  const { failed } = await run([program('A', meet('a', 'b')), program('B', meet('b', 'a'))])
  assert.deepEqual(failed, [])
})
