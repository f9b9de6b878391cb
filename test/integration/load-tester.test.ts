import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, it, type TestContext } from 'node:test'
import { readTree } from '../../tools/harness/cpu.ts'
import type { LoadResult } from '../../tools/load/result.ts'
import { waitFor, withTimeout } from '../../tools/harness/wait-for.ts'
import { isRunning } from '../../tools/harness/spawn-server.ts'
import { startServerProcess, stillRunning } from '../kit/server-process.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PARTICIPANTS = 3
// As little as a run can be, so that several fit on one machine. What was shown first has begun
// when the measurement does, also on a busy one.
const SMALL = ['--participants', String(PARTICIPANTS), '--over', '0.3', '--warm-up', '3', '--duration', '2']
const MEDIA = ['--bitrate', '100', '--frame-rate', '10']
const ONE_WORKER = ['--set', 'media.workers=1']
const RUN_MS = 40_000

/** A load test in a process of its own, as `npm run load` starts it. */
class LoadRun {
  readonly pid: number
  readonly #child
  readonly #exited: Promise<number | null>
  #stdout = ''
  #stderr = ''

  constructor(t: TestContext, ...args: string[]) {
    const child = spawn(process.execPath, ['tools/load.ts', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.pid = child.pid ?? 0
    this.#child = child
    child.stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()))
    this.#exited = once(child, 'close').then(([code]) => code as number | null)
    t.after(async () => {
      // It takes along what it started.
      if (isRunning(child)) child.kill('SIGTERM')
      await this.exited()
    })
  }

  get stderr(): string {
    return this.#stderr
  }

  get isRunning(): boolean {
    return isRunning(this.#child)
  }

  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  /** The exit code. */
  async exited(): Promise<number | null> {
    return await withTimeout(this.#exited, 'the load test did not end', RUN_MS)
  }

  /** Waits until it says something while it runs. */
  async says(pattern: RegExp): Promise<void> {
    await waitFor(
      () => {
        if (pattern.test(this.#stderr)) return undefined
        assert.ok(this.isRunning, `it ended before it said ${pattern}: ${this.#stderr}`)
        return `it did not say ${pattern}: ${this.#stderr}`
      },
      { timeout: RUN_MS },
    )
  }

  /** The last line of its output. */
  result(): LoadResult {
    return JSON.parse(this.#stdout.trimEnd().split('\n').at(-1) ?? '') as LoadResult
  }
}

/** Waits for the end of a run in which everybody joined and nothing went wrong. */
async function passed(run: LoadRun): Promise<LoadResult> {
  assert.equal(await run.exited(), 0, run.stderr)
  const result = run.result()
  const { joined, failed, problems } = result
  assert.deepEqual({ joined, failed, problems }, { joined: PARTICIPANTS, failed: 0, problems: [] })
  return result
}

function assertAllFlows({ media }: LoadResult): void {
  assert.ok(media.receivedPacketsPerSecond > 0)
  assert.deepEqual([media.missing, media.wrongSsrcs, media.deadStreams.length], [0, 0, 0])
  const { wanted, carried } = media.streams.video
  assert.deepEqual([wanted, carried], [PARTICIPANTS * (PARTICIPANTS - 1), PARTICIPANTS * (PARTICIPANTS - 1)])
}

// They wait for their own clocks most of the time.
describe('the load tester', { concurrency: true, skip: process.platform !== 'linux' }, () => {
  it('tests a server of its own, and tells how far it is and what it measured', async (t) => {
    const run = new LoadRun(t, '--serve', ...SMALL, ...MEDIA, ...ONE_WORKER, '--newcomers', '1')
    await run.says(/\d+ joined, receiving \d+ packets\/s/)
    assert.ok(run.isRunning)
    const result = await passed(run)
    assertAllFlows(result)
    const { server, metrics, newcomers } = result
    assert.equal(server?.workers.length, 1)
    assert.equal(metrics?.loadLevelMax, 0)
    assert.equal(newcomers?.count, 1)
    assert.ok(newcomers.server && newcomers.server.seconds > 0.5)
    assert.equal(typeof newcomers.server.nodeCpuMsPerJoin, 'number')
  })

  it('drives a bare worker with the same streams', async (t) => {
    const result = await passed(new LoadRun(t, '--bare', ...SMALL, ...MEDIA))
    assertAllFlows(result)
    assert.equal(result.server?.workers.length, 1)
    assert.equal(result.metrics, undefined)
  })

  it('tests signaling alone on a running server with a certificate that nobody signed', async (t) => {
    const args = ['--host', '127.0.0.1', '--port', '0', '--media-port', '0', '--tls', 'self-signed']
    const server = await startServerProcess(t, { args, env: { PLENARY_MEDIA_WORKERS: '1' } })
    const target = ['--url', server.url, '--insecure', '--pid', String(server.pid)]
    const result = await passed(new LoadRun(t, ...target, '--no-media', ...SMALL))
    assert.ok((result.events.deliveryMs?.count ?? 0) > 0)
    assert.ok(result.generator.cores > 0)
    assert.equal(result.server?.workers.length, 1)
    assert.equal(result.metrics?.scrapes.missed, 0)
    assert.ok(result.metrics.scrapes.read > 0)
  })

  it('fails when the server refuses a view that its policy forbids', async (t) => {
    const run = new LoadRun(t, '--serve', ...SMALL, ...MEDIA, ...ONE_WORKER, '--view', 'all')
    assert.equal(await run.exited(), 1, run.stderr)
    const { joined, failed, failures, problems } = run.result()
    assert.deepEqual([joined, failed, failures.length], [0, PARTICIPANTS, 1])
    assert.match(failures[0]?.reason ?? '', /^policy_refused: /)
    assert.match(problems[0] ?? '', /^3 could not join, or did not stay/)
  })

  it('says in a sentence what is wrong with an option', async (t) => {
    const run = new LoadRun(t, '--serve', '--participants', 'many')
    assert.equal(await run.exited(), 2)
    assert.equal(run.stderr, '--participants takes a whole number from 1 to 5000.\n')
  })

  it('can be interrupted, and leaves no process behind', async (t) => {
    const run = new LoadRun(t, '--serve', ...SMALL, ...MEDIA, ...ONE_WORKER, '--duration', '600')
    await run.says(/measuring for 600 s/)
    const processes = readTree(run.pid)?.processes ?? []
    assert.equal(processes.filter(({ isWorker }) => isWorker).length, 1, 'the server was not found')
    run.interrupt()
    assert.equal(await run.exited(), 130, run.stderr)
    assert.deepEqual(await stillRunning(processes.map(({ pid }) => pid)), [])
  })
})
