import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOptions, type LoadOptions } from './options.ts'
import { bottlenecks } from './result.ts'
import { serverEnvironment } from './target.ts'

const healthy = { pid: 1, cpu: 0.4, loop: 0.3, lateTicks: 0, ticks: 500, worstLatenessMs: 4 }

describe('the result of a load test', () => {
  it('trusts a load tester that kept up', () => {
    assert.deepEqual(bottlenecks([healthy, healthy], 0.7), [])
  })

  for (const { what, health, machine, says } of [
    { what: 'a busy process', health: { ...healthy, loop: 0.9 }, machine: 0.5, says: /busy 90 %/ },
    { what: 'late ticks', health: { ...healthy, lateTicks: 6 }, machine: 0.5, says: /late 6 of 500/ },
    { what: 'a busy machine', health: healthy, machine: 0.97, says: /machine was busy 97 %/ },
  ]) {
    it(`warns of ${what}`, () => {
      const reasons = bottlenecks([healthy, health], machine)
      assert.equal(reasons.length, 1)
      assert.match(reasons[0] ?? '', says)
    })
  }
})

describe('the server that a load test starts', () => {
  function environment(...argv: string[]): Record<string, string> {
    return serverEnvironment(parseOptions(['--serve', ...argv], 2) as LoadOptions)
  }

  it('takes as many connections from one address as the test needs', () => {
    assert.equal(environment().PLENARY_LIMITS_CONNECTIONS_PER_ADDRESS, '2000')
    const large = environment('--participants', '3000', '--newcomers', '20')
    assert.equal(large.PLENARY_LIMITS_CONNECTIONS_PER_ADDRESS, '3030')
    assert.equal(large.PLENARY_ROOMS_MAX_PARTICIPANTS, '3030')
  })

  it('takes settings, and refuses those that do not exist', () => {
    assert.equal(environment('--set', 'rooms.policy=everyone').PLENARY_ROOMS_POLICY, 'everyone')
    assert.throws(() => environment('--set', 'rooms.walls=4'), /rooms\.walls, which is no setting/)
  })
})
