import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { UnseenCost } from './unseen-cost.ts'

function setUp(t: TestContext) {
  const clock = { now: 0 }
  t.mock.method(performance, 'now', () => clock.now)
  return { clock, unseen: new UnseenCost() }
}

describe('UnseenCost', () => {
  it('counts somebody in full until a measurement could see them', (t) => {
    const { clock, unseen } = setUp(t)
    clock.now = 1500
    unseen.add(0.01)
    unseen.measured(0, 2000)
    assert.equal(unseen.total, 0.01)
  })

  it('takes off the part of the interval in which their media ran', (t) => {
    const { clock, unseen } = setUp(t)
    clock.now = 1500
    unseen.add(0.01)
    // Media began at 2500.
    unseen.measured(2000, 4000)
    assert.ok(Math.abs(unseen.total - 0.0025) < 1e-9, `${unseen.total}`)
    unseen.measured(4000, 6000)
    assert.equal(unseen.total, 0)
  })

  it('counts nobody who left, however often that is said', (t) => {
    const { unseen } = setUp(t)
    const [leave] = [unseen.add(0.01), unseen.add(0.02)]
    leave?.()
    leave?.()
    assert.ok(Math.abs(unseen.total - 0.02) < 1e-9)
    unseen.measured(2000, 4000)
    leave?.()
    assert.equal(unseen.total, 0)
  })

  it('leaves no remainder of those who come and go', (t) => {
    const { unseen } = setUp(t)
    for (let count = 0; count < 1000; count += 1) unseen.add(0.1 / 3)()
    unseen.measured(0, 1)
    assert.equal(unseen.total, 0)
  })

  it('bears with two measurements at one moment', (t) => {
    const { unseen } = setUp(t)
    unseen.add(0.01)
    unseen.measured(0, 0)
    assert.equal(unseen.total, 0.01)
  })
})
