import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GROWTH_MAX, judgeMemory, type IdleMemory } from './memory.ts'

const before: IdleMemory = { at: 0, heap: 35, outside: 11, node: 140, worker: 18 }
const later = (more: Partial<IdleMemory>): IdleMemory => ({ ...before, at: 15 * 60_000, ...more })

describe('the memory of a server in which nobody is', () => {
  it('may grow a little, and the slope is that of an hour', () => {
    const { broken, slopeAnHour, minutesBetween } = judgeMemory(before, later({ heap: 36, node: 160 }))
    assert.deepEqual(broken, [])
    assert.equal(slopeAnHour, 4)
    assert.equal(minutesBetween, 15)
  })

  for (const what of ['heap', 'outside', 'node', 'worker'] as const) {
    it(`must not grow by more than is allowed: ${what}`, () => {
      const grown = (before[what] ?? 0) + GROWTH_MAX[what] + 1
      const { broken } = judgeMemory(before, later({ [what]: grown }))
      assert.equal(broken.length, 1)
      assert.match(broken[0] ?? '', new RegExp(`^${what}: ${GROWTH_MAX[what] + 1} MB more`))
    })
  }

  it('says when the worker that was to be watched has ended', () => {
    const { broken } = judgeMemory(before, later({ worker: undefined }))
    assert.deepEqual(broken, ['worker: the worker to be watched has ended'])
  })

  it('says its rule', () => {
    assert.match(judgeMemory(before, later({})).rule, /nobody inside.*live heap at most \d+ MB/)
  })
})
