import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FailedAttempts } from './failed-attempts.ts'
import { Idempotency, type Answer } from './idempotency.ts'
import { Problem, type ProblemCode } from './problems.ts'

const NOW = 1_800_000_000_000
const answerOf = (body: string): Answer => ({ status: 201, headers: {}, body })
const hasCode = (code: ProblemCode) => (error: unknown) => error instanceof Problem && error.code === code

describe('Idempotency', () => {
  const ask = (part: { keyId?: string; idempotencyKey?: string; request?: string } = {}) => ({
    keyId: 'a',
    idempotencyKey: 'one',
    request: 'POST /rooms {}',
    ...part,
  })

  it('carries out a request once, and answers as before', async () => {
    const idempotency = new Idempotency()
    let count = 0
    const carryOut = async (): Promise<Answer> => answerOf(String((count += 1)))
    const first = await idempotency.once(ask(), carryOut, NOW)
    const second = await idempotency.once(ask(), carryOut, NOW + 1)
    assert.deepEqual(
      [first.body, first.repeated, second.body, second.repeated, count],
      ['1', false, '1', true, 1],
    )
    const other = await idempotency.once(ask({ keyId: 'b' }), carryOut, NOW + 1)
    assert.equal(other.body, '2', 'another program’s key is another one')
  })

  it('refuses another request with the same key, and a second one while the first runs', async () => {
    const idempotency = new Idempotency()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const first = idempotency.once(ask(), async () => await promise, NOW)
    const never = async (): Promise<Answer> => await Promise.reject(new Error('carried out'))
    await assert.rejects(idempotency.once(ask(), never, NOW), hasCode('idempotency_in_progress'))
    await assert.rejects(
      idempotency.once(ask({ request: 'x' }), never, NOW),
      hasCode('idempotency_key_reused'),
    )
    resolve(answerOf('done'))
    await first
    await assert.rejects(
      idempotency.once(ask({ request: 'x' }), never, NOW),
      hasCode('idempotency_key_reused'),
    )
  })

  it('forgets what failed, and everything after a day', async () => {
    const idempotency = new Idempotency()
    await assert.rejects(
      idempotency.once(ask(), async () => await Promise.reject(new Error('no')), NOW),
      /no/,
    )
    await idempotency.once(ask(), async () => answerOf('1'), NOW)
    const next = await idempotency.once(
      ask({ request: 'x' }),
      async () => answerOf('2'),
      NOW + 24 * 3_600_000,
    )
    assert.deepEqual([next.body, idempotency.size], ['2', 1])
  })

  it('keeps a bounded part of what one program sent, and nothing less of another', async () => {
    const idempotency = new Idempotency()
    await idempotency.once(ask({ keyId: 'b' }), async () => answerOf('b'), NOW)
    for (let index = 0; index < 3000; index += 1) {
      const large = async (): Promise<Answer> => answerOf('x'.repeat(2000))
      await idempotency.once(ask({ idempotencyKey: `k${index}` }), large, NOW)
    }
    assert.ok(idempotency.size <= 502, String(idempotency.size))
    const never = async (): Promise<Answer> => await Promise.reject(new Error('carried out'))
    assert.equal((await idempotency.once(ask({ keyId: 'b' }), never, NOW)).body, 'b')
  })
})

describe('FailedAttempts', () => {
  it('counts by address, and lets time pass', () => {
    const attempts = new FailedAttempts(3)
    const waits = Array.from({ length: 5 }, () => attempts.note('192.0.2.1', 0))
    assert.deepEqual(waits, [0, 0, 0, 20, 20])
    assert.equal(attempts.note('192.0.2.2', 0), 0)
    assert.equal(attempts.note('192.0.2.1', 20_000), 0)
  })

  it('remembers a bounded number of addresses, those that failed last', () => {
    const attempts = new FailedAttempts(1)
    for (let index = 0; index < 20_000; index += 1) attempts.note(`address ${index}`, 0)
    assert.ok(attempts.size <= 10_000)
    assert.ok(attempts.note('address 19999', 0) > 0)
  })
})
