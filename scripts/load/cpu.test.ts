import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseStat, readTree, usageBetween, type ProcessUsage } from './cpu.ts'

const STAT =
  '42 (media (worker) 1) S 7 42 42 0 -1 4194560 1 0 0 0 1234 566 0 0 20 0 11 0 100 999 2560 18446744073709551615'

function at(ms: number, ...processes: Partial<ProcessUsage>[]) {
  const empty = { pid: 1, isWorker: false, cpuSeconds: 0, residentBytes: 0 }
  return { at: ms, processes: processes.map((process) => ({ ...empty, ...process })) }
}

describe('the CPU of a server', () => {
  it('is read from a line whose process has an awkward name', () => {
    assert.deepEqual(parseStat(STAT), { parent: 7, cpuSeconds: 18 })
  })

  it('is told apart for Node and each worker', () => {
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
})
