import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DownlinkLimit } from './downlink-limit.ts'

describe('NarrowLine', () => {
  it('finds a line narrow at once, and wide only when it clearly is', () => {
    let changes = 0
    const line = new DownlinkLimit(() => (changes += 1))
    const answers = [1_000_000, 300_000, 240_000, 200_000, 260_000, 390_000, 410_000, 300_000].map((bps) => {
      line.estimated(bps)
      return line.isLimited
    })
    assert.deepEqual(answers, [false, false, true, true, true, true, false, false])
    assert.equal(changes, 2)
  })

  it('finds it narrow for some seconds after pictures stood still', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    let changes = 0
    const line = new DownlinkLimit(() => (changes += 1))
    line.estimated(1_000_000)
    line.lost()
    line.lost()
    assert.equal(line.isLimited, true)
    assert.equal(changes, 1)
    t.mock.timers.tick(3999)
    assert.equal(line.isLimited, true)
    t.mock.timers.tick(1)
    assert.equal(line.isLimited, false)
    assert.equal(changes, 2)
  })

  it('stays narrow after that while too little gets through', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const line = new DownlinkLimit(() => undefined)
    line.lost()
    line.estimated(300_000)
    t.mock.timers.tick(4000)
    assert.equal(line.isLimited, true)
    line.estimated(500_000)
    assert.equal(line.isLimited, false)
  })
})
