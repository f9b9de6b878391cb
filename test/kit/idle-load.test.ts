import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { idleEnvironment } from './idle-load.ts'

const run = promisify(execFile)
const SERVER = new URL('../../server/load/', import.meta.url).href

// A monitor of a worker that is busy all the time, long enough for three steps of two samples.
const SATURATED = `
  import { LoadMonitor } from '${SERVER}load-monitor.ts'
  let samples = 0
  const monitor = new LoadMonitor({
    workerCpu: () => ((samples += 1), new Map([[1, 1]])),
    eventLoop: { read: () => ({ delay: { mean: 0, p99: 0, max: 0 }, busy: 0 }), close: () => undefined },
    intervalMs: 1,
    changed: () => undefined,
    logger: { warn: () => undefined },
  })
  const end = setInterval(() => {
    if (samples < 10) return
    console.log(monitor.level)
    monitor.close()
    clearInterval(end)
  }, 1)
`

/** The level that a server process reaches under full load. */
async function levelWith(env: NodeJS.ProcessEnv): Promise<number> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', SATURATED], {
    env: { ...process.env, ...env },
  })
  return Number(stdout)
}

it('keeps a server in a process of its own at the level of an idle one', async () => {
  assert.equal(await levelWith(idleEnvironment()), 0)
  assert.equal(await levelWith({}), 3)
})
