import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeKeys } from '../../api/keys/key-file.ts'
import { codeOf, startApi } from './test-api.ts'

describe('limits of the API', () => {
  it('holds up whoever tries keys, and nobody who has one behind the same address', async (t) => {
    const { call, log } = await startApi(t, { settings: { failuresPerMinute: 5 } })
    const wrong = `plk_${'0'.repeat(12)}_${'A'.repeat(43)}`
    const statuses = []
    for (let attempt = 0; attempt < 8; attempt += 1)
      statuses.push((await call('/rooms', { key: wrong })).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429])
    const refused = await call('/rooms', { key: wrong })
    assert.ok(Number(refused.headers.get('retry-after')) >= 1)
    assert.equal((await call('/rooms')).status, 200)
    const lines = log.filter(({ msg }) => msg === 'a request without a good API key')
    assert.equal(lines.length, 1, 'one line a minute')
    assert.ok(!JSON.stringify(log).includes(wrong))
  })

  it('gives each key what it may ask for, and no more', async (t) => {
    const { call, makeKey } = await startApi(t, { settings: { requestsPerSecond: 0.1, requestBurst: 3 } })
    const { key } = makeKey()
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => (await call('/rooms', { key })).status),
    )
    assert.deepEqual(statuses.sort(), [200, 200, 200, 429, 429, 429])
    const refused = await call('/rooms', { key })
    assert.deepEqual([codeOf(refused), refused.headers.get('retry-after')], ['too_many_requests', '10'])
    assert.equal((await call('/rooms')).status, 200, 'another key has its own')
  })

  it('takes back a key in the middle of its work', async (t) => {
    const { call, makeKey, file } = await startApi(t)
    const { key, id } = makeKey()
    assert.equal((await call('/rooms', { key })).status, 200)
    const revoke = { revokedAt: Date.now() }
    changeKeys(file, (keys) => keys.map((one) => (one.id === id ? { ...one, ...revoke } : one)), Date.now())
    assert.deepEqual(codeOf(await call('/rooms', { key })), 'key_revoked')
  })

  it('does once what is sent twice with one Idempotency-Key', async (t) => {
    const { call, store } = await startApi(t)
    const headers = { 'idempotency-key': '7b6a8f2e-0d53-4d38-9a3f-3f0c8f0a1d55' }
    const body = { name: 'team' }
    const first = await call('/rooms', { method: 'POST', body, headers })
    const second = await call('/rooms', { method: 'POST', body, headers })
    assert.deepEqual([first.status, second.status, second.text], [201, 201, first.text])
    assert.deepEqual(
      [first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')],
      [null, 'true'],
    )
    const other = await call('/rooms', { method: 'POST', body: { name: 'other' }, headers })
    assert.deepEqual([other.status, codeOf(other)], [422, 'idempotency_key_reused'])
    const elsewhere = await call('/rooms/team/owner-link', { method: 'POST', body: {}, headers })
    assert.equal(elsewhere.status, 422)
    assert.deepEqual([...store.policies.keys()], ['team'])
    for (const wrong of ['', 'x'.repeat(256), 'a b']) {
      const answer = await call('/rooms', { method: 'POST', body, headers: { 'idempotency-key': wrong } })
      assert.deepEqual(codeOf(answer), 'idempotency_key_invalid')
    }
  })
})
