import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { withoutPrefix } from './prefix.ts'
import { startTestServer } from './test-server.ts'

const INDEX = [
  '<head><link rel="icon" href="./favicon.svg" />',
  '<link rel="manifest" href="./manifest.webmanifest" />',
  '<script type="module" src="./assets/main-1a2b.js"></script></head>',
].join('')
const files = {
  'index.html': INDEX,
  'assets/main-1a2b.js': 'export {}',
  'favicon.svg': '<svg/>',
  'manifest.webmanifest': '{}',
}
const browser = { headers: { accept: 'text/html,*/*' }, redirect: 'manual' } as const

/** Every file that a page names, as a browser resolves it. */
async function filesOf(url: string): Promise<string[]> {
  const html = await (await fetch(url, browser)).text()
  return [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, name = '']) => new URL(name, url).href)
}

async function behindPrefix(t: TestContext): Promise<string> {
  const { origin } = await startTestServer(t, { files, listen: { publicUrl: 'https://example.org/meet' } })
  return origin
}

describe('withoutPrefix', () => {
  it('gives the address below the prefix, whether a proxy has removed it or not', () => {
    const cases: [url: string, path: string][] = [
      ['/meet', '/'],
      ['/meet/', '/'],
      ['/meet?lang=ko', '/?lang=ko'],
      ['/meet/r/team?x=/meet', '/r/team?x=/meet'],
      ['/r/team', '/r/team'],
      ['//r/team', '/r/team'],
      ['/meet//r/team', '/r/team'],
      ['/meeting/r/team', '/meeting/r/team'],
      ['/meet.txt', '/meet.txt'],
      ['/meet/meet', '/meet'],
      ['*', '*'],
    ]
    for (const [url, path] of cases) assert.equal(withoutPrefix(url, '/meet'), path, url)
  })

  it('changes nothing without a prefix, but slashes at the beginning', () => {
    assert.equal(withoutPrefix('/r/team', ''), '/r/team')
    assert.equal(withoutPrefix('//evil.example/x', ''), '/evil.example/x')
  })
})

describe('a server with a public address below a path', () => {
  it('serves pages and all their files below it, with the path and without', async (t) => {
    const origin = await behindPrefix(t)
    for (const path of ['/meet', '/meet/', '/meet/r/team', '/', '/r/team']) {
      const named = await filesOf(origin + path)
      assert.equal(named.length, 3, path)
      for (const url of named) {
        assert.ok(url.startsWith(`${origin}/meet/`), url)
        assert.equal((await fetch(url)).status, 200, url)
        // As it arrives from a proxy that removes the path.
        assert.equal((await fetch(url.replace('/meet/', '/'))).status, 200, url)
      }
    }
    for (const path of ['/meet/healthz', '/healthz', '/meet/readyz']) {
      assert.equal((await fetch(origin + path)).status, 200, path)
    }
  })

  it('names the public address in its pages, for links', async (t) => {
    const origin = await behindPrefix(t)
    const html = await (await fetch(`${origin}/meet/r/team`)).text()
    assert.match(html, /<meta name="public-url" content="https:\/\/example\.org\/meet\/" \/><\/head>/)
  })

  it('leads elsewhere below the path', async (t) => {
    const origin = await behindPrefix(t)
    const cases: [path: string, target: string][] = [
      ['/r/Team%20A?x=1', '/meet/r/team-a?x=1'],
      ['/meet/r/TEAM', '/meet/r/team'],
      ['/meet/r', '/meet/'],
      ['/meet/r/%ED%9A%8C%EC%9D%98%20%EC%8B%A4?x=1', '/meet/r/%ED%9A%8C%EC%9D%98-%EC%8B%A4?x=1'],
      ['/r/Caf%C3%89', '/meet/r/caf%C3%A9'],
      ['/meet/index.html', '/meet/'],
    ]
    for (const [path, target] of cases) {
      const response = await fetch(origin + path, browser)
      assert.equal(response.headers.get('location'), target, path)
    }
    const missing = await fetch(`${origin}/meet/nothing`, browser)
    assert.match(await missing.text(), /<a href="\/meet\/">/)
    const refused = await fetch(`${origin}/meet/api/v1/nothing`, browser)
    assert.match(refused.headers.get('content-type') ?? '', /json/)
  })

  it('removes the path from an upgrade too', async (t) => {
    const { http, origin } = await startTestServer(t, { listen: { publicUrl: 'https://example.org/meet' } })
    const heard: (string | undefined)[] = []
    http.server.on('upgrade', (request, socket) => {
      heard.push(request.url)
      socket.end()
    })
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin).port) })
    socket.write(
      'GET /meet/socket.io/?a=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    )
    socket.resume()
    await once(socket, 'close')
    assert.deepEqual(heard, ['/socket.io/?a=1'])
  })
})

describe('a server without a public address', () => {
  it('works below a path of which it never hears, because a proxy removes it', async (t) => {
    const { origin } = await startTestServer(t, { files })
    for (const path of ['/', '/r/team']) {
      const html = await (await fetch(`${origin}${path}`)).text()
      assert.doesNotMatch(html, /public-url/)
      const [, script = ''] = /src="([^"]+)"/.exec(html) ?? []
      const url = new URL(script, `https://example.org/any/where${path}`)
      assert.equal(url.pathname, '/any/where/assets/main-1a2b.js')
    }
    for (const url of await filesOf(`${origin}/r/team`)) assert.equal((await fetch(url)).status, 200, url)
  })

  it('answers a page that has not changed without its text', async (t) => {
    const { origin } = await startTestServer(t, { files })
    const first = await fetch(`${origin}/r/team`)
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
    assert.equal((await fetch(`${origin}/r/other`, { headers })).status, 304)
    assert.equal((await fetch(`${origin}/`, { headers })).status, 200, 'the start page is another text')
  })
})
