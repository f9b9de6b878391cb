import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { PulseWatch, readPulse } from './worker-pulse.ts'

describe('the pulse of a process', () => {
  it('goes on while a process runs, stands while it is stopped, and ends with it', async (t) => {
    const child = spawn('sh', ['-c', 'while :; do sleep 0.01; done'])
    t.after(() => child.kill('SIGKILL'))
    await once(child, 'spawn')
    const pid = child.pid ?? 0
    const first = readPulse(pid)
    assert.ok(first)
    await waitFor(() => ((readPulse(pid)?.waits ?? 0) > first.waits + 2 ? undefined : 'it does not wait'))
    child.kill('SIGSTOP')
    let last = readPulse(pid)
    await waitFor(
      () => {
        const now = readPulse(pid)
        const stands = JSON.stringify(now) === JSON.stringify(last)
        last = now
        return stands ? undefined : 'it goes on'
      },
      { intervalMs: 100 },
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(readPulse(pid), undefined)
  })

  it('tells standing still from turning in a circle and from work', () => {
    const pulse = { cpuTicks: 0, waits: 0 }
    const watch = new PulseWatch(() => ({ ...pulse }))
    watch.reset()
    watch.beat()
    watch.beat()
    assert.deepEqual([watch.still, watch.spinning], [2, 0])
    pulse.cpuTicks += 200
    watch.beat()
    assert.deepEqual([watch.still, watch.spinning], [0, 1])
    pulse.cpuTicks += 200
    pulse.waits += 1
    watch.beat()
    assert.deepEqual([watch.still, watch.spinning], [0, 0])
  })
})
