import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, it } from 'node:test'
import { waitFor } from './wait-for.ts'
import { parseStat, readTree, usageBetween, type ProcessUsage } from './cpu.ts'

const STAT =
  '42 (media (worker) 1) S 7 42 42 0 -1 4194560 1 0 0 0 1234 566 0 0 20 0 11 0 100 999 2560 18446744073709551615'

function at(ms: number, ...processes: Partial<ProcessUsage>[]) {
  const empty = { pid: 1, isWorker: false, cpuSeconds: 0, residentBytes: 0 }
  return { at: ms, processes: processes.map((process) => ({ ...empty, ...process })) }
}

/** A program that runs whatever is on its command line, named as told, and waits. */
const STARTER =
  "const [argv0, ...args] = process.argv.slice(1); if (argv0) require('node:child_process')" +
  ".spawn(process.execPath, ['-e', process.env.STARTER, '--', ...args], { argv0 }); setInterval(() => undefined, 1000)"

/** Starts processes below each other, with these names; the first one is a wrapper. */
function startTree(...names: string[]) {
  const args = ['-e', STARTER, '--', ...names]
  const root = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, STARTER },
    stdio: 'ignore',
  })
  const pid = root.pid ?? 0
  return { pid, end: () => void process.kill(-pid, 'SIGKILL') }
}

describe('the CPU of a server', () => {
  it('is read from a line whose process has an awkward name', () => {
    assert.deepEqual(parseStat(STAT), { parent: 7, cpuSeconds: 18 })
  })

  it('is told apart for Node.js and each worker', () => {
    const before = at(0, { pid: 1, cpuSeconds: 5 }, { pid: 2, isWorker: true, cpuSeconds: 1 })
    const after = at(
      10_000,
      { pid: 1, cpuSeconds: 6, residentBytes: 100 },
      { pid: 2, isWorker: true, cpuSeconds: 4, residentBytes: 10 },
      { pid: 3, isWorker: true, cpuSeconds: 2, residentBytes: 20 },
    )
    assert.deepEqual(usageBetween(before, after), {
      node: 0.1,
      workers: [
        { pid: 2, cores: 0.3 },
        { pid: 3, cores: 0.2 },
      ],
      total: 0.6,
      residentBytes: { node: 100, workers: 30 },
    })
  })

  it('is there for a process that runs, on Linux', { skip: process.platform !== 'linux' }, () => {
    const [own] = readTree(process.pid)?.processes ?? []
    assert.ok(own && own.residentBytes > 1_000_000 && !own.isWorker)
    assert.equal(readTree(2 ** 30), undefined)
  })

  it(
    'includes workers below a wrapper, as npm and shells are',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const { pid, end } = startTree('node', '/opt/mediasoup-worker')
      t.after(end)
      await waitFor(() => {
        const workers = readTree(pid)?.processes.map(({ isWorker }) => isWorker)
        // The wrapper has the name of the worker among its arguments and is none.
        return workers?.join() === 'false,false,true' ? undefined : `workers: ${workers?.join()}`
      })
    },
  )

  it('is not that of the load tester, whoever started both', { skip: process.platform !== 'linux' }, () => {
    const pids = readTree(process.ppid)?.processes.map(({ pid }) => pid)
    assert.equal(pids?.[0], process.ppid)
    assert.equal(pids?.includes(process.pid), false)
  })
})
