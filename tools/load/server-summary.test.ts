import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { summariseArrivals, summariseCpu } from './server-summary.ts'
import type { Usage } from '../harness/usage-watch.ts'

function usage(seconds: number, node: number, ...workers: number[]): Usage {
  return {
    seconds,
    machineBusy: 0,
    server: {
      node,
      workers: workers.map((cores, pid) => ({ pid, cores })),
      total: node,
      residentBytes: { node: 0, workers: 0 },
    },
  }
}

describe('the CPU of joins', () => {
  it('is that of Node.js and of all workers together', () => {
    const spent = { seconds: 10, nodeCpuSeconds: 2, workerCpuSeconds: 4 }
    assert.deepEqual(summariseCpu(usage(10, 0.2, 0.1, 0.3)), spent)
    assert.equal(summariseCpu({ seconds: 0, machineBusy: 0 }), undefined)
  })

  it('is that of each newcomer without what the room costs anyway', () => {
    const { seconds, nodeCpuMsPerJoin } =
      summariseArrivals(usage(10, 0.2, 0.1), usage(30, 0.15, 0.1), 20) ?? {}
    assert.deepEqual([seconds, nodeCpuMsPerJoin], [10, 25])
  })

  it('is not told of each newcomer where nobody knows what the room costs, or nobody came', () => {
    const spent = usage(10, 0.2, 0.1)
    assert.equal(summariseArrivals(spent, usage(0.5, 0, 0), 20)?.nodeCpuMsPerJoin, undefined)
    assert.equal(summariseArrivals(spent, usage(30, 0.15, 0.1), 0)?.nodeCpuMsPerJoin, undefined)
    assert.equal(summariseArrivals({ seconds: 0, machineBusy: 0 }, usage(30, 0.15), 3), undefined)
  })
})
