import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CHECK_KEPT_SECONDS, checkCodeSchema } from '../../protocol/index.ts'
import { SAMPLE_CHECK } from '../../test/kit/sample-check.ts'
import { CheckResults, type KeptCheck } from './check-results.ts'

describe('CheckResults', () => {
  it('finds a result by its code as people type it, and tells who listens', () => {
    const results = new CheckResults()
    const heard: KeptCheck[] = []
    const stop = results.onResult((check) => heard.push(check))
    const code = results.keep(SAMPLE_CHECK, '192.0.2.1')
    assert.ok(checkCodeSchema.safeParse(code).success)
    const kept = results.get(` ${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`)
    assert.deepEqual(kept && { ...kept, at: 0 }, {
      code,
      at: 0,
      address: '192.0.2.1',
      verdict: 'good',
      result: SAMPLE_CHECK,
    })
    stop()
    results.keep(SAMPLE_CHECK, '192.0.2.1')
    assert.deepEqual(heard, [kept])
  })

  it('corrects a result under its code', () => {
    const results = new CheckResults()
    const code = results.keep(SAMPLE_CHECK, '192.0.2.1')
    assert.equal(results.keep({ ...SAMPLE_CHECK, speaker: false }, '192.0.2.1', code), code)
    assert.deepEqual(
      results.recent().map(({ verdict }) => verdict),
      ['no-sound'],
    )
  })

  it('forgets after a day', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
    const results = new CheckResults()
    const code = results.keep(SAMPLE_CHECK, '192.0.2.1')
    t.mock.timers.tick(CHECK_KEPT_SECONDS * 1000 - 1)
    assert.ok(results.get(code))
    t.mock.timers.tick(1)
    assert.equal(results.get(code), undefined)
    assert.deepEqual(results.recent(), [])
  })

  it('keeps a bounded number, of which no address can push out what others left', () => {
    const results = new CheckResults()
    const first = results.keep(SAMPLE_CHECK, '198.51.100.1')
    for (let count = 0; count < 2000; count += 1) results.keep(SAMPLE_CHECK, '192.0.2.1')
    assert.ok(results.get(first))
    assert.equal(results.recent().length, 21)
    for (let count = 0; count < 2000; count += 1) results.keep(SAMPLE_CHECK, `203.0.113.${count}`)
    assert.equal(results.recent().length, 1000)
    assert.equal(results.get(first), undefined, 'the oldest one makes room')
  })
})
