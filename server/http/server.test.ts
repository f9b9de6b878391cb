import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Readiness } from './readiness.ts'
import { startTestServer } from './test-server.ts'

const browser = { headers: { accept: 'text/html,*/*' }, redirect: 'manual' } as const

/** Sends path and headers as they are, which `fetch` would tidy up. */
async function rawStatus(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const { hostname, port } = new URL(origin)
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  request({ hostname, port, path, headers }, (response) => {
    response.resume()
    resolve(response.statusCode)
  })
    .on('error', reject)
    .end()
  return promise
}

describe('pages', () => {
  it('serves the app at / and at canonical rooms, to be asked for each time', async (t) => {
    const { origin } = await startTestServer(t)
    for (const path of [
      '/',
      '/r/standup',
      '/r/a-1?name=x',
      '/r/%ED%8C%80-%ED%9A%8C%EC%9D%98',
      '/r/%ed%8c%80',
    ]) {
      const response = await fetch(origin + path, browser)
      assert.equal(response.status, 200, path)
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
      assert.equal(response.headers.get('cache-control'), 'no-cache')
      assert.match(await response.text(), /the app/)
    }
  })

  it('redirects other spellings of a room to the canonical one and keeps the query', async (t) => {
    const { origin } = await startTestServer(t)
    const cases: [string, string][] = [
      ['/r/Team%20Meeting!?lang=ko', '/r/team-meeting?lang=ko'],
      ['/r/STANDUP', '/r/standup'],
      ['/r/a--b', '/r/a-b'],
      ['/r/%ED%8C%80%20%ED%9A%8C%EC%9D%98', '/r/%ED%8C%80-%ED%9A%8C%EC%9D%98'],
      [`/r/${encodeURIComponent('ΔΟΚΙΜΉ')}?a=1`, `/r/${encodeURIComponent('δοκιμή')}?a=1`],
      ['/r/standup/', '/r/standup'],
      ['/r/team/standup', '/r/team-standup'],
      ['/r/%2F%2Fevil.example', '/r/evil-example'],
      ['/r/', '/'],
      ['/r', '/'],
      ['/index.html', '/'],
    ]
    for (const [path, target] of cases) {
      const response = await fetch(origin + path, browser)
      assert.equal(response.status, 302, path)
      assert.equal(response.headers.get('location'), target)
    }
  })

  it('refuses impossible room names with a reason', async (t) => {
    const { origin } = await startTestServer(t)
    for (const path of ['/r/!!!', `/r/${'a'.repeat(65)}`, '/r/%E2%80%AE']) {
      const response = await fetch(origin + path, browser)
      assert.equal(response.status, 404, path)
      assert.match(await response.text(), /Room names are 1 to 64 letters, digits or hyphens/)
    }
    const response = await fetch(`${origin}/r/C%2B%2B`, browser)
    assert.match(await response.text(), /“\+” \(U\+002B\) cannot be part of it/)
  })

  it('lets hashed files be kept for ever and no other file', async (t) => {
    const files = { 'index.html': 'x', 'assets/main-1a2b.js': 'export {}', 'favicon.svg': '<svg/>' }
    const { origin } = await startTestServer(t, { files })
    const hashed = await fetch(`${origin}/assets/main-1a2b.js`)
    assert.match(hashed.headers.get('content-type') ?? '', /javascript/)
    assert.equal(hashed.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    const icon = await fetch(`${origin}/favicon.svg`)
    assert.equal(icon.headers.get('cache-control'), 'no-cache')
    const headers = { 'if-none-match': icon.headers.get('etag') ?? '' }
    assert.equal(await rawStatus(origin, '/favicon.svg', headers), 304)
  })

  it('sends a compressed copy that the build left beside a file, to those who take it', async (t) => {
    const source = 'export const text = 1'
    const files = { 'index.html': 'x', 'assets/a-1.js': source, 'assets/a-1.js.gz': gzipSync(source) }
    const { origin } = await startTestServer(t, { files })
    const compressed = await fetch(`${origin}/assets/a-1.js`, { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(compressed.headers.get('content-encoding'), 'gzip')
    assert.match(compressed.headers.get('content-type') ?? '', /javascript/)
    assert.match(compressed.headers.get('vary') ?? '', /accept-encoding/i)
    assert.match(compressed.headers.get('cache-control') ?? '', /immutable/)
    assert.equal(await compressed.text(), source)
    const plain = await fetch(`${origin}/assets/a-1.js`, { headers: { 'accept-encoding': 'identity' } })
    assert.equal(plain.headers.get('content-encoding'), null)
    assert.equal(await plain.text(), source)
  })

  it('serves nothing outside the client', async (t) => {
    const { origin, clientDir } = await startTestServer(t)
    await writeFile(join(clientDir, '..', 'secret.txt'), 'secret')
    await writeFile(join(clientDir, '.env'), 'secret')
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/.env', '/assets/']) {
      const status = await rawStatus(origin, path)
      assert.ok(status === 403 || status === 404 || status === 400, `${path} answered ${status}`)
    }
  })

  it('says what to do while the client is not built, and serves it once it is', async (t) => {
    const { origin, clientDir } = await startTestServer(t, { files: {} })
    const missing = await fetch(`${origin}/r/standup`, browser)
    assert.equal(missing.status, 503)
    assert.match(await missing.text(), /npm run build/)
    await writeFile(join(clientDir, 'index.html'), 'built')
    assert.equal(await (await fetch(`${origin}/r/standup`, browser)).text(), 'built')
  })
})

describe('refusals', () => {
  it('are JSON with a code under /api, a page for browsers, text for programs', async (t) => {
    const { origin } = await startTestServer(t)
    const api = await fetch(`${origin}/api/v1/nothing`, { method: 'POST', body: '{}' })
    assert.equal(api.status, 404)
    const body = (await api.json()) as { error: { code: string; message: string } }
    assert.equal(body.error.code, 'not_found')
    const page = await fetch(`${origin}/nothing`, browser)
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    assert.equal(page.status, 404)
    const text = await fetch(`${origin}/nothing`)
    assert.match(text.headers.get('content-type') ?? '', /^text\/plain/)
  })

  it('never show a stack or a cause', async (t) => {
    const { origin } = await startTestServer(t, {
      gauges: [
        {
          name: 'broken',
          help: 'Cannot be read.',
          read: () => {
            throw new Error('secret detail')
          },
        },
      ],
    })
    const response = await fetch(`${origin}/metrics`, browser)
    assert.equal(response.status, 500)
    const text = await response.text()
    assert.match(text, /The server failed to answer/)
    assert.doesNotMatch(text, /secret detail|\bat \w/)
  })

  it('answer malformed paths and bodies with 4xx', async (t) => {
    const { origin } = await startTestServer(t)
    assert.equal(await rawStatus(origin, '/r/%zz'), 400)
    assert.equal(await rawStatus(origin, `/${'a'.repeat(5000)}`), 403)
    const large = await fetch(`${origin}/api/v1/x`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify('x'.repeat(100_000)),
    }).catch(() => undefined)
    assert.ok(large === undefined || (large.status >= 400 && large.status < 500))
  })
})

describe('status addresses', () => {
  it('follow the state of the server', async (t) => {
    let state: Readiness = 'starting'
    const gauges = [{ name: 'plenary_rooms', help: 'Rooms.', read: () => 3 }]
    const { origin } = await startTestServer(t, { readiness: () => state, gauges })
    const ready = async () => {
      const response = await fetch(`${origin}/readyz`)
      return [response.status, (await response.json()) as unknown]
    }
    assert.deepEqual(await ready(), [503, { status: 'starting' }])
    assert.match(await (await fetch(`${origin}/metrics`)).text(), /^plenary_up 0$/m)
    state = 'ready'
    assert.deepEqual(await ready(), [200, { status: 'ready' }])
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    assert.match(metrics, /^plenary_up 1$/m)
    assert.match(metrics, /^plenary_rooms 3$/m)
    state = 'draining'
    assert.deepEqual(await ready(), [503, { status: 'draining' }])
    const health = await fetch(`${origin}/healthz`)
    assert.deepEqual([health.status, await health.json()], [200, { status: 'ok' }])
  })
})

describe('headers', () => {
  it('forbid foreign scripts and frames and leave cameras to our own pages', async (t) => {
    const { origin } = await startTestServer(t)
    for (const path of ['/', '/r/standup', '/nothing', '/healthz']) {
      const { headers } = await fetch(origin + path, browser)
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /(^|;)script-src 'self'(;|$)/, path)
      assert.match(policy, /object-src 'none'/)
      assert.match(policy, /(^|;)connect-src 'self'(;|$)/)
      assert.match(policy, /frame-ancestors 'self'/)
      assert.match(
        headers.get('permissions-policy') ?? '',
        /camera=\(self\), microphone=\(self\), display-capture=\(self\)/,
      )
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
    }
  })

  it('leave out what breaks pages on plain HTTP', async (t) => {
    const { origin } = await startTestServer(t)
    const { headers } = await fetch(origin, browser)
    assert.equal(headers.get('strict-transport-security'), null)
    assert.equal(headers.get('cross-origin-opener-policy'), null)
    assert.equal(headers.get('origin-agent-cluster'), null)
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /upgrade-insecure-requests/)
  })
})
