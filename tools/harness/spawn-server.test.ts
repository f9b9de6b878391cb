import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { endProcess, isRunning, waitUntilReady } from './spawn-server.ts'

/** A process that runs a program of one line until it is ended. */
function run(t: TestContext, program: string) {
  const child = spawn(process.execPath, ['-e', `${program}; setInterval(() => {}, 1e6)`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

describe('ending a process', () => {
  it('waits until it has ended as it was asked to', async (t) => {
    const child = run(t, "process.on('SIGTERM', () => process.exit(3)); console.log('up')")
    await once(child.stdout, 'data')
    await endProcess(child, (it) => it.kill('SIGTERM'))
    assert.equal(child.exitCode, 3)
  })

  it('kills it at once unless told otherwise, and does nothing where it has ended', async (t) => {
    const child = run(t, '')
    await endProcess(child)
    assert.equal(child.signalCode, 'SIGKILL')
    await endProcess(child, () => assert.fail('it was asked again'))
  })
})

describe('waiting for a server', () => {
  it('takes its origin from the line that says that it is ready', async (t) => {
    const child = run(t, "console.log('Plenary is ready: http://localhost:4711/r/')")
    assert.equal(await waitUntilReady(child), 'http://127.0.0.1:4711')
  })

  it('fails with the end of the log of one that ends', async (t) => {
    const child = run(t, "console.error('no port'); process.exit(1)")
    await assert.rejects(waitUntilReady(child), /ended while it started/)
    assert.equal(isRunning(child), false)
  })
})
