import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generate } from 'selfsigned'
import { retryAfterMs } from './problem.ts'
import { readSuggestion, renewalTime, RETRY_AFTER_MAX_MS, waitAfter } from './timing.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe('waitAfter', () => {
  it('stays below what authorities allow: five failures within an hour, one more every twelve minutes', () => {
    let at = 0
    const attempts = Array.from({ length: 60 }, (_, index) => {
      const now = at
      at += waitAfter(index + 1, undefined, 0)
      return now
    })
    for (const start of attempts) {
      const within = attempts.filter((attempt) => attempt >= start && attempt < start + HOUR_MS)
      assert.ok(
        within.length <= 6,
        `${within.length} attempts within the hour from ${start / MINUTE_MS} min on`,
      )
    }
    assert.ok(waitAfter(1, undefined, 0) <= 2 * MINUTE_MS, 'who has mended it soon is not kept waiting')
    assert.equal(waitAfter(1000, undefined, 0), 6 * HOUR_MS)
  })

  it('obeys Retry-After, but not one that would let the certificate end', () => {
    assert.equal(waitAfter(1, 2 * HOUR_MS, 0), 2 * HOUR_MS)
    assert.equal(waitAfter(1, 2000, 0), 2000, 'a short one too')
    assert.equal(waitAfter(1, 400 * 24 * HOUR_MS, 0), RETRY_AFTER_MAX_MS)
  })

  it('asks less and less often where Retry-After always says at once', () => {
    let total = 0
    for (let failures = 1; failures <= 10; failures += 1) total += waitAfter(failures, 0, 0)
    assert.ok(total > 2 * HOUR_MS, `ten attempts within ${total / MINUTE_MS} min`)
  })

  it('spreads those who failed together over a tenth of the time', () => {
    assert.equal(waitAfter(1, undefined, 1), 66_000)
  })
})

describe('retryAfterMs', () => {
  it('reads seconds and dates, and nothing else', () => {
    const now = Date.UTC(2026, 0, 1)
    assert.equal(retryAfterMs('120', now), 120_000)
    assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now), MINUTE_MS)
    assert.equal(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now), 0)
    for (const wrong of [undefined, '', 'soon', '-5x', '1e99', ['5']])
      assert.equal(retryAfterMs(wrong, now), undefined)
  })
})

describe('renewals', () => {
  const certificate = async (days: number): Promise<string> => {
    const notBeforeDate = new Date(Date.UTC(2026, 0, 1))
    const notAfterDate = new Date(notBeforeDate.getTime() + days * 24 * HOUR_MS)
    const { cert } = await generate([{ name: 'commonName', value: 'x' }], {
      keyType: 'ec',
      notBeforeDate,
      notAfterDate,
    })
    return cert
  }

  it('are due after two thirds of the life, however short that is', async () => {
    assert.equal(renewalTime(await certificate(90)), Date.UTC(2026, 0, 61))
    assert.equal(renewalTime(await certificate(6)), Date.UTC(2026, 0, 5))
  })

  it('are due at a moment of the window that the authority suggests', () => {
    const suggestedWindow = { start: '2026-01-02T00:00:00Z', end: '2026-01-04T00:00:00Z' }
    const { at, checkAt } = readSuggestion({ suggestedWindow }, { now: 0, random: 0.5 })
    assert.equal(at, Date.UTC(2026, 0, 3))
    assert.equal(checkAt, 6 * HOUR_MS)
  })

  it('are not moved by what is no window, and the authority is not asked without end', () => {
    const lies = [undefined, null, 'x', {}, { suggestedWindow: { start: 'x', end: 5 } }]
    const backwards = { suggestedWindow: { start: '2026-01-04T00:00:00Z', end: '2026-01-02T00:00:00Z' } }
    for (const lie of [...lies, backwards]) {
      const { at, checkAt } = readSuggestion(lie, { now: 0, random: 0.5, retryAfterMs: 0 })
      assert.equal(at, undefined)
      assert.equal(checkAt, HOUR_MS)
    }
    assert.equal(readSuggestion({}, { now: 0, random: 0, retryAfterMs: 1e15 }).checkAt, 24 * HOUR_MS)
  })
})
