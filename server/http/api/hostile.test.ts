import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { codeOf, startApi } from './test-api.ts'

const PROBLEM = 'application/problem+json; charset=utf-8'

/** Sends bytes as they are, and answers with all that comes back until the connection ends or has this. */
async function sendRaw(t: TestContext, origin: string, text: string, until: RegExp): Promise<string> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  t.after(() => socket.destroy())
  let got = ''
  let ended = false
  socket.on('data', (data) => (got += data.toString()))
  for (const name of ['end', 'close', 'error']) socket.on(name, () => (ended = true))
  socket.write(text)
  await waitFor(() => (ended || until.test(got) ? undefined : `no answer, but ${JSON.stringify(got)}`))
  return got
}

describe('API under attack', () => {
  it('is as unknown without keys as a server without it', async (t) => {
    const { call, makeKey } = await startApi(t, { withoutKeys: true })
    for (const path of ['/', '/openapi.json', '/rooms', '/anything']) {
      const { status, json, headers } = await call(path, { key: null })
      assert.equal(status, 404, path)
      assert.equal((json?.error as { code: string }).code, 'not_found')
      assert.equal(headers.get('cache-control'), 'no-store')
    }
    const { key } = makeKey()
    assert.equal((await call('/rooms', { key })).status, 200)
  })

  it('takes a key in the header alone, and never tells the log of one in an address', async (t) => {
    const { call, everything, log } = await startApi(t)
    for (const path of [
      `/rooms?key=${everything}`,
      `/rooms?access_token=${everything}`,
      `/rooms/${everything}`,
    ]) {
      for (const key of [null, everything]) {
        const answer = await call(path, { key })
        assert.deepEqual([answer.status, codeOf(answer)], [400, 'key_in_address'], path)
      }
    }
    for (const headers of [
      { authorization: `Basic ${Buffer.from(`x:${everything}`).toString('base64')}` },
      { authorization: everything },
      { 'x-api-key': everything },
      { cookie: `key=${everything}` },
    ]) {
      assert.deepEqual(codeOf(await call('/rooms', { key: null, headers })), 'key_missing')
    }
    assert.ok(!JSON.stringify(log).includes(everything.slice(17)))
  })

  it('takes no room by another spelling, encoding or detour', async (t) => {
    const { call, makeKey, join, rooms, origin } = await startApi(t)
    await join('Ada', 'secret')
    const { key } = makeKey({ rooms: ['team-*'] })
    const tricks = [
      'Team-X',
      'team-x%2F..%2Fsecret',
      'team-x%5Csecret',
      '%74eam-X',
      'team-x%00',
      'team-x%0a',
      'team-%E2%80%8B',
      'team-%ef%bd%98',
      'team-x%252fsecret',
      'te%CC%81am',
      '__proto__',
      'constructor',
      'team-x;a=b',
      'team-%D0%B0x',
      `team-${'x'.repeat(900)}`,
      'team-x%20',
      'team-x.',
      '%F0%9F%98%80',
    ]
    for (const room of tricks) {
      const answer = await call(`/rooms/${room}`, { key })
      assert.ok([400, 403].includes(answer.status), `${room}: ${answer.status}`)
      assert.ok(
        ['invalid_room_name', 'room_not_allowed'].includes(String(codeOf(answer))),
        `${room}: ${answer.text}`,
      )
    }
    for (const path of [
      '/rooms/team-x/../secret',
      '/rooms//secret',
      '/rooms/secret/',
      '//rooms/secret',
      '/rooms/./secret',
    ]) {
      const answer = await call(path, { key })
      assert.ok([403, 404].includes(answer.status), `${path}: ${answer.status}`)
    }
    // No route takes so long a name; what looks for files then refuses it.
    assert.ok([403, 404].includes((await call(`/rooms/${'x'.repeat(5000)}`)).status))
    const malformed = await call('/rooms/%E0%A4%A')
    assert.deepEqual([malformed.status, codeOf(malformed)], [400, 'bad_request'])
    assert.equal(malformed.headers.get('content-type'), PROBLEM)
    // A client resolves these by itself, so they are sent as they are.
    for (const path of [
      '/rooms/%2e%2e',
      '/rooms/..',
      '/rooms/%2e%2e/secret',
      '/rooms/team-x/../../rooms/secret',
    ]) {
      const request = `GET /api/v1${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\n`
      const got = await sendRaw(t, origin, `${request}\r\n`, /\r\n\r\n[^]*\}/)
      assert.match(got, /^HTTP\/1\.1 (400|403|404) /, path)
    }
    assert.equal(rooms.roomCount, 1)
  })

  it('survives bodies that are bombs, and keys of prototypes', async (t) => {
    const { call } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team' } })
    const bodies: [string, number][] = [
      ['['.repeat(16_000), 400],
      ['{"a":'.repeat(3000), 400],
      ['{"locked":true,"__proto__":{"lobby":true}}', 400],
      ['{"constructor":{"prototype":{"lobby":true}}}', 400],
      [
        `{"hours":{"timeZone":"UTC","windows":[${'{"days":[1],"from":"00:00","until":"24:00"},'.repeat(300)}]}}`,
        400,
      ],
      ['x'.repeat(20_000), 413],
      ['"\\ud800"', 400],
      ['{"maxParticipants":1e999}', 400],
      ['', 400],
      ['nul', 400],
    ]
    for (const [body, status] of bodies) {
      const answer = await call('/rooms/team/rules', {
        method: 'PATCH',
        body,
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(answer.status, status, `${body.slice(0, 40)}: ${answer.text}`)
      assert.equal(answer.headers.get('content-type'), PROBLEM)
      assert.ok(answer.text.length < 2000, 'what was sent is not sent back')
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/xml',
    ]) {
      const headers = { 'content-type': type }
      const answer = await call('/rooms/team/rules', { method: 'PATCH', body: '{"locked":true}', headers })
      assert.deepEqual([answer.status, codeOf(answer)], [415, 'not_acceptable_body'], type)
    }
    assert.equal(({} as { lobby?: boolean }).lobby, undefined)
    const rules = (await call('/rooms/team')).json?.rules as { locked: boolean }
    assert.equal(rules.locked, false)
  })

  it('answers strangers before their bodies come, and ends the connection', async (t) => {
    const { origin } = await startApi(t)
    const head =
      'POST /api/v1/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 16000\r\n'
    const got = await sendRaw(t, origin, `${head}\r\n{`, /\r\n\r\n[^]*\}/)
    assert.match(got, /^HTTP\/1\.1 401 [^]*connection: close[^]*"code":"key_missing"/i)
  })

  it('has no answer for other methods, other origins or preflights', async (t) => {
    const { call, everything } = await startApi(t)
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await call('/rooms', { method, headers: { origin: 'https://evil.example' } })
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, POST, HEAD'], method)
    }
    const read = await call('/rooms', { headers: { origin: 'https://evil.example' } })
    for (const [name] of read.headers) assert.ok(!name.startsWith('access-control-'), name)
    assert.equal(read.headers.get('cache-control'), 'no-store')
    const head = await call('/rooms', { method: 'HEAD' })
    assert.deepEqual([head.status, head.text], [200, ''])
    assert.equal((await call('/rooms', { method: 'HEAD', key: null })).status, 401)
    assert.equal(
      (await call('/rooms', { method: 'TRACE', key: everything }).catch(() => ({ status: 0 }))).status,
      0,
    )
  })

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
    const { changeKeys } = await import('../../api/keys/key-file.ts')
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

  it('answers nothing beyond its schema, and writes down what was changed by ids alone', async (t) => {
    const { call, log, store } = await startApi(t)
    const body = { name: 'team', owner: 'Ada Lovelace', password: 'sesame' }
    const made = await call('/rooms', { method: 'POST', body })
    const { token } = (made.json as { ownerLink: { token: string } }).ownerLink
    for (const path of ['/rooms', '/rooms/team', '/settings']) {
      const { text } = await call(path)
      assert.ok(!/scrypt|generation/.test(text), path)
    }
    assert.match(store.policies.get('team')?.password ?? '', /scrypt/)
    const lines = log.filter(({ msg }) => msg === 'API request')
    assert.deepEqual(
      lines.map(({ route, status }) => [route, status]),
      [['POST /rooms', 201]],
    )
    assert.ok(!JSON.stringify(log).includes(token) && !/Lovelace|sesame/.test(JSON.stringify(log)))
  })
})
