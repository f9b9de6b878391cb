// The reporter of the test scripts in package.json: what Node.js itself prints, and after it
// how slow the machine was and which waits were close to their limits. It fails no run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { spec, type TestEvent } from 'node:test/reporters'
import { FACTOR_VARIABLE, LOG_VARIABLE, readFactor, readNotes } from '../../tools/harness/wait-log.ts'
import { describeWaits } from './close-waits.ts'

const folder = mkdtempSync(join(tmpdir(), 'plenary-waits-'))
const file = join(folder, 'waits.jsonl')
// Node.js loads a reporter before it starts the processes of the tests, which inherit this.
process.env[LOG_VARIABLE] = file
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

// Node.js takes a reporter from the default export of its module.
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string, void> {
  for await (const text of Readable.from(source).pipe(spec())) yield String(text)
  yield describeWaits(readNotes(file), {
    root: process.cwd(),
    setFactor: readFactor(process.env[FACTOR_VARIABLE]),
  })
}
