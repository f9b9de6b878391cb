import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startTestServer } from './test-server.ts'

const browser = { headers: { accept: 'text/html' } }

it('lets pages of allowed origins alone show this server, and steer it', async (t) => {
  const parents = ['https://school.example', 'http://localhost:8080']
  const index = '<head><title>the app</title></head>'
  const files = { 'index.html': index, 'embed.js': 'export {}', 'embed.d.ts': 'export {}', 'other.js': '' }
  const { origin } = await startTestServer(t, { embedding: { allowedParents: parents }, files })
  const page = await fetch(`${origin}/r/standup`, browser)
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /frame-ancestors 'self' https:\/\/school\.example http:\/\/localhost:8080(;|$)/)
  assert.equal(page.headers.get('x-frame-options'), null)
  const named = '<meta name="embedding-parents" content="https://school.example http://localhost:8080" />'
  assert.ok((await page.text()).includes(named))
  const sharing = async (path: string) => {
    const { headers } = await fetch(origin + path)
    const names = ['access-control-allow-origin', 'cross-origin-resource-policy', 'content-type']
    return names.map((name) => headers.get(name)?.replace(/;.*/, ''))
  }
  assert.deepEqual(await sharing('/embed.js'), ['*', 'cross-origin', 'application/javascript'])
  assert.deepEqual(await sharing('/embed.d.ts'), ['*', 'cross-origin', 'text/plain'])
  assert.deepEqual((await sharing('/other.js')).slice(0, 2), [undefined, 'same-origin'])
  assert.deepEqual((await sharing('/r/standup')).slice(0, 2), [undefined, 'same-origin'])
})

it('lets no page of others show this server unless somebody says so', async (t) => {
  const { origin } = await startTestServer(t)
  const { headers } = await fetch(origin, browser)
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'self'(;|$)/)
  assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN')
})
