import assert from 'node:assert/strict'
import { request as plainRequest } from 'node:http'
import { describe, it } from 'node:test'
import { renewAdminToken } from '../../admin/admin-token.ts'
import { codeOf, startApi } from '../api/test-api.ts'
import { startAdmin, type AdminCall } from './test-admin.ts'

const OWN = { 'x-plenary-operator': '1' }

describe('a session of an operator', () => {
  it('opens everything that programs may ask, and its cookie is out of the reach of scripts and other sites', async (t) => {
    const admin = await startAdmin(t)
    const answer = await admin.signIn()
    assert.equal(answer.status, 204)
    const cookie = answer.headers.get('set-cookie') ?? ''
    assert.match(cookie, /^plenary-admin=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
    for (const path of ['/server/overview', '/server/blocks', '/server/log', '/settings', '/rooms'])
      assert.equal((await admin.ask(`/api/v1${path}`)).status, 200, path)
    const json = { 'content-type': 'application/json' }
    const out = await admin.ask('/admin/session', { method: 'DELETE', headers: json })
    assert.equal(out.status, 204)
    assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/)
    assert.notEqual((await admin.ask('/api/v1/server')).status, 200)
  })

  it('is over after its time, after a new token, and is none when it is made up', async (t) => {
    const admin = await startAdmin(t, { sessionSeconds: 1000 })
    await admin.signIn()
    let now = performance.now()
    const clock = t.mock.method(performance, 'now', () => now)
    now += 999_000
    assert.equal((await admin.ask('/api/v1/server')).status, 200)
    now += 2000
    assert.equal((await admin.ask('/api/v1/server')).status, 401)
    clock.mock.restore()
    await admin.signIn()
    assert.equal((await admin.ask('/api/v1/server')).status, 200)
    renewAdminToken(admin.tokenFile, Date.now())
    assert.equal((await admin.ask('/api/v1/server')).status, 401)
    for (const value of ['', 'x', 'a'.repeat(43), '__proto__', '../../x', 'a'.repeat(5000)])
      assert.notEqual((await admin.ask('/api/v1/server', { cookie: `plenary-admin=${value}` })).status, 200)
  })

  it('is worth nothing without the header, from other origins and sites, or beside a key', async (t) => {
    const admin = await startAdmin(t)
    await admin.signIn()
    const hostile: Record<string, string>[] = [
      { 'x-plenary-operator': '' },
      { 'x-plenary-operator': '0' },
      { ...OWN, origin: 'https://evil.example' },
      { ...OWN, origin: 'null' },
      { ...OWN, origin: admin.origin.replace('http', 'https') },
      { ...OWN, 'sec-fetch-site': 'cross-site' },
      { ...OWN, 'sec-fetch-site': 'same-site' },
      { ...OWN, authorization: 'Bearer plk_wrong' },
    ]
    for (const headers of hostile) {
      for (const call of [
        { path: '/api/v1/server' },
        { path: '/api/v1/server/drain', method: 'POST', body: { deadlineSeconds: 0 } },
      ]) {
        const { status } = await admin.ask(call.path, { ...call, headers })
        assert.equal(status, 401, JSON.stringify({ ...call, headers }))
      }
    }
    assert.deepEqual(admin.drains, [])
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await admin.ask('/admin/session', { method: 'DELETE', headers: { ...OWN, origin } })
      assert.equal(codeOf(answer), 'foreign_page')
    }
    const signIn = {
      method: 'POST',
      body: { token: admin.token },
      headers: { ...OWN, origin: 'https://evil.example' },
    }
    assert.equal(codeOf(await admin.ask('/admin/session', signIn)), 'foreign_page')
    assert.equal((await admin.ask('/api/v1/server')).status, 200)
  })

  it('is no way around methods and bodies: nothing overrides them, and forms are not taken', async (t) => {
    const admin = await startAdmin(t)
    await admin.signIn()
    const overrides: Record<string, string>[] = [
      { ...OWN, 'x-http-method-override': 'POST' },
      { ...OWN, 'x-method-override': 'DELETE' },
    ]
    for (const headers of overrides)
      assert.equal((await admin.ask('/api/v1/server/drain?_method=POST', { headers })).status, 405)
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { ...OWN, 'content-type': type }
      const calls: AdminCall[] = [
        { path: '/api/v1/server/drain', method: 'POST', body: '{"deadlineSeconds":0}', headers },
        { path: '/admin/session', method: 'POST', body: `{"token":"${admin.token}"}`, headers, cookie: '' },
      ]
      for (const call of calls) assert.equal((await admin.ask(call.path ?? '', call)).status, 415, type)
    }
    assert.deepEqual(admin.drains, [])
  })
})

describe('signing in', () => {
  it('is refused with a wrong token, ever more shortly, and still open to the right one', async (t) => {
    const admin = await startAdmin(t)
    const statuses = new Map<number, number>()
    for (let count = 0; count < 40; count += 1) {
      const answer = await admin.ask('/admin/session', {
        method: 'POST',
        body: { token: `pla_${String(count).padStart(43, 'x')}` },
      })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      assert.equal(answer.headers.get('set-cookie'), null)
    }
    assert.deepEqual(
      [...statuses],
      [
        [401, 10],
        [429, 30],
      ],
    )
    assert.equal((await admin.signIn()).status, 204)
    // One line a minute, and never what was typed.
    assert.equal(admin.refused.length, 1)
    assert.doesNotMatch(JSON.stringify([...admin.log, ...admin.refused]), /pla_/)
  })

  it('takes no token in an address, none that is no text, and tells nothing back', async (t) => {
    const admin = await startAdmin(t)
    for (const body of [
      {},
      { token: '' },
      { token: 7 },
      { token: ['x'] },
      { token: 'x'.repeat(300) },
      [],
      'x',
      { token: 'secret-1', more: 1 },
    ]) {
      const answer = await admin.ask('/admin/session', { method: 'POST', body })
      assert.ok([400, 401].includes(answer.status), JSON.stringify(body))
      assert.doesNotMatch(answer.text, /secret-1/)
    }
    const inAddress = await admin.ask(`/admin/session?token=${admin.token}`, { method: 'POST', body: {} })
    assert.notEqual(inAddress.status, 204)
    const large = await admin.ask('/admin/session', { method: 'POST', body: { token: 'x'.repeat(5000) } })
    assert.equal(large.status, 413)
  })

  it('is offered over HTTPS alone, unless the page is opened on the machine itself', async (t) => {
    const admin = await startAdmin(t, { listen: { allowedHosts: ['meet.example'] } })
    const status = await new Promise((resolve, reject) => {
      const request = plainRequest(`${admin.origin}/admin/session`, {
        method: 'POST',
        headers: { ...OWN, host: 'meet.example', 'content-type': 'application/json' },
      })
      request.once('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.once('error', reject)
      request.end(JSON.stringify({ token: admin.token }))
    })
    assert.equal(status, 403)
  })

  it('by an account is for people of the groups of operators, as long as they are signed in', async (t) => {
    let account: { operator?: true } | null = {}
    const signIn = { name: 'Example', sessionSeconds: 100, account: () => account }
    const admin = await startAdmin(t, { signIn: signIn as never, settings: { groups: ['ops'] } })
    assert.equal((await admin.ask('/admin/session', { method: 'POST', body: {} })).status, 401)
    account = { operator: true }
    const answer = await admin.ask('/admin/session', { method: 'POST', body: {} })
    assert.equal(answer.status, 204)
    admin.keep(answer)
    assert.equal((await admin.ask('/api/v1/server')).status, 200)
    account = null
    assert.equal((await admin.ask('/api/v1/server')).status, 401)
  })
})

describe('the page of the operator', () => {
  it('loads from this server alone, is shown in no frame, and has no secret', async (t) => {
    const admin = await startAdmin(t)
    for (const path of ['/admin', '/admin/page.mjs', '/admin/page.css', '/admin/session']) {
      const answer = await admin.ask(path, { cookie: '' })
      assert.equal(answer.status, 200, path)
      const policy = answer.headers.get('content-security-policy') ?? ''
      assert.match(policy, /^default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe/)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.doesNotMatch(answer.text, /pla_[\w-]{43}|style="| on\w+="/)
    }
  })

  it('has no way to other files', async (t) => {
    const admin = await startAdmin(t)
    for (const path of [
      '/admin/..%2fadmin-token.json',
      '/admin/%2e%2e/admin-page.ts',
      '/admin//page.mjs',
      '/admin/page.mjs%00',
      '/admin/page.html',
      '/admin/admin-token.json',
      '/ADMIN',
    ])
      assert.notEqual((await admin.ask(path)).status, 200, path)
    assert.equal((await admin.ask('/admin/')).status, 200)
  })

  it('is there for addresses that may open it, and not at all where it is off', async (t) => {
    const narrow = await startAdmin(t, { settings: { allow: ['192.0.2.0/24'] } })
    for (const path of ['/admin', '/admin/page.mjs', '/admin/session'])
      assert.equal((await narrow.ask(path)).status, 403, path)
    assert.equal((await narrow.signIn()).status, 403)
    const off = await startApi(t)
    assert.equal((await fetch(`${off.origin}/admin/page.mjs`)).status, 404)
    assert.equal(
      (
        await off.call('/server', {
          key: null,
          headers: { ...OWN, cookie: `plenary-admin=${'a'.repeat(43)}` },
        })
      ).status,
      401,
    )
  })
})
