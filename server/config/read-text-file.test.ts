import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { readTextFile, UnreadableFile } from './read-text-file.ts'

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-test-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const refusal = (pattern: RegExp) => (error: unknown) =>
  error instanceof UnreadableFile && pattern.test(error.message)

describe('readTextFile', () => {
  it('reads UTF-8, with a byte order mark and without', (t) => {
    const file = join(temporaryFolder(t), 'a.yaml')
    for (const mark of ['', '\ufeff']) {
      writeFileSync(file, `${mark}log: # 기록\n`)
      assert.equal(readTextFile(file), 'log: # 기록\n')
    }
  })

  it('reads a pipe that a program fills, as in --config <(program)', async (t) => {
    const fifo = join(temporaryFolder(t), 'pipe')
    execFileSync('mkfifo', [fifo])
    // Opened for both directions, so that the writer never waits for a reader and is there before the first look.
    const writer = spawn('sh', ['-c', 'exec 3<>"$0"; echo ready; printf "log:\\n" >&3; read _', fifo])
    t.after(() => writer.kill())
    await once(writer.stdout, 'data')
    // That it never ends the pipe is the slow case: what came is not taken for the whole.
    assert.throws(() => readTextFile(fifo, 1000, 300), refusal(/nothing more comes/))
    const text = execFileSync('bash', [
      '-c',
      `"$0" -e 'import("${import.meta.dirname}/read-text-file.ts").then((m) => console.log(m.readTextFile(process.argv[1])))' <(sleep 0.2; echo late)`,
      process.execPath,
    ])
    assert.equal(text.toString(), 'late\n\n')
  })

  it('refuses what is no text file, and waits for none of it', (t) => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'a.yaml')
    const fifo = join(folder, 'pipe')
    execFileSync('mkfifo', [fifo])
    assert.throws(() => readTextFile(join(folder, 'gone')), refusal(/there is no such file/))
    assert.throws(() => readTextFile(folder), refusal(/is a folder/))
    assert.throws(() => readTextFile(fifo), refusal(/nobody writes into it/))
    assert.throws(() => readTextFile('/dev/zero'), refusal(/is a device/))
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('\ufefflog:\n', 'utf16le'), /UTF-16/],
      [Buffer.from('log:\n', 'utf16le'), /is no text/],
      [Buffer.from([0x6c, 0xe9, 0x0a]), /not written in UTF-8/],
      [Buffer.alloc(300 * 1024, '#'), /larger than 256 KiB/],
    ]
    for (const [bytes, pattern] of cases) {
      writeFileSync(file, bytes)
      assert.throws(() => readTextFile(file), refusal(pattern))
    }
  })
})
