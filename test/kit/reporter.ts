// The reporter of the test scripts in package.json: what Node.js itself prints, and after it
// how slow the machine was and which waits were close to their limits, which fails no run.
// It kills test files that never end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { spec, type TestEvent } from 'node:test/reporters'
import { readTree } from '../../tools/harness/cpu.ts'
import { FACTOR_VARIABLE, LOG_VARIABLE, readFactor, readNotes } from '../../tools/harness/wait-log.ts'
import { describeWaits } from './close-waits.ts'

const folder = mkdtempSync(join(tmpdir(), 'plenary-waits-'))
const file = join(folder, 'waits.jsonl')
// Node.js loads a reporter before it starts the processes of the tests, which inherit this.
process.env[LOG_VARIABLE] = file
// Hundreds of test processes load the same modules: what one has compiled, the others take.
// The entries are keyed by the sources. (Node.js documentation, "Module compile cache")
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('../../node_modules/.cache/compiled-tests', import.meta.url),
)
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

// A test file that never ends would hold the run for ever: Node.js limits tests, not files.
const silenceMs = Number(process.env.TEST_SILENCE_SECONDS ?? 600) * 1000

/** Passes the events on, and kills the files under way when none comes for too long. The run goes on. */
async function* guarded(source: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent, void> {
  const timer = setTimeout(() => {
    process.stderr.write(
      `Nothing was heard of any test for ${silenceMs / 1000} s; the files under way are killed.\n`,
    )
    killDescendants()
  }, silenceMs)
  try {
    for await (const event of source) {
      timer.refresh()
      yield event
    }
  } finally {
    clearTimeout(timer)
  }
}

function killDescendants(): void {
  for (const { pid } of readTree(process.pid)?.processes ?? []) {
    if (pid === process.pid) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended meanwhile.
    }
  }
}

// Node.js takes a reporter from the default export of its module.
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string, void> {
  for await (const text of Readable.from(guarded(source)).pipe(spec())) yield String(text)
  yield describeWaits(readNotes(file), {
    root: process.cwd(),
    setFactor: readFactor(process.env[FACTOR_VARIABLE]),
  })
}
