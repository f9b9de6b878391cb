import assert from 'node:assert/strict'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { startTestServer } from './test-server.ts'

interface Answer {
  status: number | undefined
  body: string
}

/** Asks with headers that `fetch` would not send. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    }).once('error', reject)
  })
}

const files = { 'index.html': '<title>the app</title>', 'assets/a-1.js': 'let a' }
const REBOUND = { host: 'evil.example', accept: 'text/html' }

describe('the host of a request', () => {
  it('must be known, for pages, files, figures and what is not there', async (t) => {
    const { origin } = await startTestServer(t, { files })
    for (const path of [
      '/',
      '/r/standup',
      '/r/%zz',
      '/assets/a-1.js',
      '/metrics',
      '/nothing',
      '/healthz/x',
    ]) {
      const { status, body } = await ask(origin + path, REBOUND)
      if (path === '/r/%zz') assert.equal(status, 400)
      else assert.equal(status, 421, path)
      assert.doesNotMatch(body, /evil\.example|the app|let a|plenary_up/)
    }
    const api = await ask(`${origin}/api/v1/nothing`, REBOUND)
    assert.equal((JSON.parse(api.body) as { error: { code: string } }).error.code, 'host_refused')
  })

  it('may be anything for load balancers that ask whether the server lives', async (t) => {
    const { origin } = await startTestServer(t)
    for (const path of ['/healthz', '/readyz', '/healthz?from=lb']) {
      assert.equal((await ask(origin + path, { host: 'plenary.default.svc' })).status, 200, path)
    }
  })

  it('is what the settings allow', async (t) => {
    const { origin } = await startTestServer(t, {
      listen: { allowedHosts: ['meet.lan'], trustProxy: ['127.0.0.1'] },
    })
    assert.equal((await ask(origin, { host: 'MEET.lan:3000' })).status, 200)
    const proxied = { host: 'meet.example.org', 'x-forwarded-for': '203.0.113.9' }
    assert.equal((await ask(origin, { ...proxied, 'x-forwarded-proto': 'https' })).status, 200)
    assert.equal((await ask(origin, { ...proxied, 'x-forwarded-proto': 'http' })).status, 421)
  })
})

describe('/metrics', () => {
  it('is for this machine, and a reverse proxy on it does not open it to everybody', async (t) => {
    const { origin } = await startTestServer(t)
    assert.match((await ask(`${origin}/metrics`)).body, /plenary_up 1/)
    for (const headers of [{ 'x-forwarded-for': '203.0.113.9' }, { via: '1.1 proxy' }]) {
      const { status, body } = await ask(`${origin}/metrics`, headers)
      assert.equal(status, 403)
      assert.match(body, /metrics\.token/)
      assert.doesNotMatch(body, /plenary_/)
    }
  })

  it('is for who has the token', async (t) => {
    const token = 'correct-horse-battery'
    const { origin } = await startTestServer(t, { metrics: { allow: [], token } })
    const asked = await ask(`${origin}/metrics`, { authorization: `Bearer ${token}` })
    assert.match(asked.body, /plenary_up 1/)
    assert.equal(
      (await ask(`${origin}/metrics`, { authorization: 'Bearer something-else-here' })).status,
      403,
    )
    assert.equal((await ask(`${origin}/metrics`)).status, 403)
  })

  it('is read once for all who ask at once', async (t) => {
    let reads = 0
    const read = (): number => {
      // As dear as the figures of a few hundred people.
      for (const begun = performance.now(); performance.now() < begun + 10;) Math.random()
      return (reads += 1)
    }
    const gauges = [{ name: 'plenary_reads', help: 'Reads.', read }]
    const { origin } = await startTestServer(t, { gauges })
    await ask(`${origin}/metrics`)
    reads = 0
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(`${origin}/metrics`)))
    assert.ok(answers.every(({ status }) => status === 200))
    assert.ok(reads <= 5, `${reads} reads for a hundred who asked at once`)
    const before = reads
    assert.match(
      (await ask(`${origin}/metrics`)).body,
      new RegExp(`plenary_reads ${before + 1}`),
      'nothing stale',
    )
  })
})
