import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { it, type TestContext } from 'node:test'

const REPORTER = new URL('reporter.ts', import.meta.url).href
const WAIT_LOG = new URL('../../tools/harness/wait-log.ts', import.meta.url).href

// Noting a wait takes no time, so that this test is as fast on a busy machine.
const TESTS = `
  import { it } from 'node:test'
  import { noteFactor, noteWait } from '${WAIT_LOG}'
  noteFactor(2)
  it('boils', () => noteWait({ what: 'steam', usedMs: 9000, limitMs: 10000 }))
  it('fails', () => { throw new Error('cold') })
`

/** Runs a file of tests with the reporter, as the scripts of package.json do. */
async function run(t: TestContext, tests: string): Promise<{ output: string; code: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-reporter-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'kettle.test.mjs')
  writeFileSync(file, tests)
  // Else the runner takes itself for a part of this one, and the run for a part of this run.
  const { NODE_TEST_CONTEXT: _, TEST_WAIT_FACTOR: __, ...env } = process.env
  const child = spawn(process.execPath, ['--test', `--test-reporter=${REPORTER}`, file], { env, cwd: folder })
  const code = new Promise((resolve) => child.once('exit', resolve))
  return { output: await text(child.stdout), code: await code }
}

it('prints what Node.js prints, then the slowness of the machine and the close waits', async (t) => {
  const { output, code } = await run(t, TESTS)
  assert.equal(code, 1)
  assert.match(output, /✔ boils/)
  assert.match(output, /^ℹ tests 2$/m)
  assert.match(output, /^ℹ pass 1$/m)
  assert.match(output, /^ℹ fail 1$/m)
  assert.match(
    output,
    /failing tests:[^]*Limits of waits were 2 times [^]*\n *90 % {2}9\.0 of 10\.0 s {2}kettle\.test\.mjs > boils: steam\n$/,
  )
})

it('fails no run because a wait was close', async (t) => {
  const { output, code } = await run(t, TESTS.replace(/^.*'fails'.*$/m, ''))
  assert.equal(code, 0)
  assert.match(output, /90 %/)
})
