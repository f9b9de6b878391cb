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
async function run(
  t: TestContext,
  tests: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<{ output: string; errors: string; code: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-reporter-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'kettle.test.mjs')
  writeFileSync(file, tests)
  // Else the runner takes itself for a part of this one, and the run for a part of this run.
  const { NODE_TEST_CONTEXT: _, TEST_WAIT_FACTOR: __, ...env } = process.env
  const child = spawn(process.execPath, ['--test', `--test-reporter=${REPORTER}`, file], {
    env: { ...env, ...variables },
    cwd: folder,
  })
  const code = new Promise((resolve) => child.once('exit', resolve))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { output, errors, code: await code }
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

it('kills a file that never ends, fails the run, and goes on', async (t) => {
  const tests = `
    import { it } from 'node:test'
    it('ends', () => undefined)
    setInterval(() => undefined, 1000)
  `
  const { output, errors, code } = await run(t, tests, { TEST_SILENCE_SECONDS: '1' })
  assert.equal(code, 1)
  assert.match(errors, /Nothing was heard of any test for 1 s; the files under way are killed\./)
  assert.match(output, /^ℹ fail 1$/m)
  assert.match(output, /kettle\.test\.mjs/)
})

it('lets test processes share what they compile', async (t) => {
  const tests = `
    import assert from 'node:assert/strict'
    import { getCompileCacheDir } from 'node:module'
    import { it } from 'node:test'
    it('shares', () => assert.match(getCompileCacheDir() ?? '', /COMPILED/))`
  // Not that of the run which this test belongs to.
  const shared = { NODE_COMPILE_CACHE: undefined }
  const { code } = await run(t, tests.replace('COMPILED', 'compiled-tests'), shared)
  assert.equal(code, 0)
  const elsewhere = mkdtempSync(join(tmpdir(), 'plenary-elsewhere-'))
  t.after(() => rmSync(elsewhere, { recursive: true }))
  const chosen = await run(t, tests.replace('COMPILED', 'elsewhere'), { NODE_COMPILE_CACHE: elsewhere })
  assert.equal(chosen.code, 0, 'another folder may be chosen')
})
