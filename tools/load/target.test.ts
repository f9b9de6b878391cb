import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOptions, type LoadOptions } from './options.ts'
import { serverEnvironment } from './target.ts'

describe('the server that a load test starts', () => {
  function environment(...argv: string[]): Record<string, string> {
    return serverEnvironment(parseOptions(['--serve', ...argv], 2) as LoadOptions)
  }

  it('takes as many connections from one address as the test needs', () => {
    assert.equal(environment().PLENARY_LIMITS_CONNECTIONS_PER_ADDRESS, '2000')
    const large = environment('--participants', '3000', '--newcomers', '20')
    assert.equal(large.PLENARY_LIMITS_CONNECTIONS_PER_ADDRESS, '3030')
    assert.equal(large.PLENARY_ROOMS_MAX_PARTICIPANTS, '3030')
    assert.equal(large.PLENARY_LIMITS_JOIN_BURST, '3030')
    assert.equal(large.PLENARY_LIMITS_ADDRESS_SHARE, '1')
  })

  it('takes settings, and refuses those that do not exist', () => {
    assert.equal(environment('--set', 'rooms.policy=everyone').PLENARY_ROOMS_POLICY, 'everyone')
    assert.throws(() => environment('--set', 'rooms.walls=4'), /rooms\.walls, which is no setting/)
  })
})
