import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createLogger } from '../observability/logger.ts'
import { startTestServer } from './test-server.ts'

const page = { accept: 'text/html,*/*' }
const proxied = { ...page, 'x-forwarded-for': '203.0.113.9' }

it('says truly that a proxy asks below a path that the server does not know, and tells the operator', async (t) => {
  const lines: { msg: string; path: string }[] = []
  const write = (line: string): void => void lines.push(JSON.parse(line) as (typeof lines)[0])
  const logger = createLogger({ level: 'warn', format: 'json' }, { write })
  const { origin } = await startTestServer(t, { logger })
  for (const path of ['/meet/r/team', '/meet/assets/main-1.js', '/a/b/healthz', '/meet/socket.io/?EIO=4']) {
    const response = await fetch(origin + path, { headers: page })
    assert.equal(response.status, 404)
    assert.match(await response.text(), /set up wrong: a proxy.*Tell whoever runs it/s, path)
  }
  assert.equal(lines.length, 1, 'once a minute')
  assert.equal(lines[0]?.path, '/meet/r/team')
  assert.match(lines[0]?.msg ?? '', /Set listen\.publicUrl/)
})

it('says of a start page that it may be mistyped, or set up wrong where a proxy asks', async (t) => {
  const { origin } = await startTestServer(t)
  for (const path of ['/meet', '/meet/', '/meet?lang=ko']) {
    assert.match(await (await fetch(origin + path, { headers: proxied })).text(), /set up wrong/, path)
    assert.doesNotMatch(await (await fetch(origin + path, { headers: page })).text(), /set up wrong/, path)
  }
})

it('believes the address that the operator has named, and tells of no mistake that is none', async (t) => {
  const lines: string[] = []
  const logger = createLogger(
    { level: 'warn', format: 'json' },
    { write: (line: string) => void lines.push(line) },
  )
  const { origin } = await startTestServer(t, {
    logger,
    listen: { publicUrl: 'https://example.org/meet' },
  })
  for (const path of ['/meet/mistyped', '/mistyped', '/meet/a/b']) {
    const response = await fetch(origin + path, { headers: proxied })
    assert.equal(response.status, 404, path)
    assert.doesNotMatch(await response.text(), /set up wrong/, path)
  }
  assert.deepEqual(lines, [])
})

it('takes no file for a start page, whatever scanners ask for through a proxy', async (t) => {
  const { origin } = await startTestServer(t)
  for (const path of ['/wp-login.php', '/.env', '/.git/config', '/robots.txt', '/a/b/backup.zip'])
    assert.doesNotMatch(await (await fetch(origin + path, { headers: proxied })).text(), /set up wrong/, path)
})

it('blames no proxy for what programs and strangers try', async (t) => {
  const { origin } = await startTestServer(t)
  for (const path of ['/api/v1/r/x', '/wp-login.php?x=/r/a', '/favicon.png', '/a/b/c/d/e']) {
    assert.doesNotMatch(await (await fetch(origin + path, { headers: page })).text(), /set up wrong/, path)
  }
})
