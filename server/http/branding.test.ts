import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { it } from 'node:test'
import { startTestServer } from './test-server.ts'

const source = (path: string) => new URL(`../../client/${path}`, import.meta.url)
// As the build places them.
const index = readFileSync(source('index.html'), 'utf8').replaceAll('href="/', 'href="./')
const files = {
  'index.html': index,
  'manifest.webmanifest': readFileSync(source('public/manifest.webmanifest')),
}
const svg = fileURLToPath(source('public/favicon.svg'))
const png = fileURLToPath(source('public/icon-512.png'))

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers: { accept: 'text/html', ...headers } })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

it('delivers name, logo, colours and texts with the page itself, for every address of it', async (t) => {
  const branding = {
    name: 'Müller & "Söhne" <b>',
    logo: svg,
    accent: '#00695C',
    welcome: { en: 'Hello </head><script>', ko: '환영합니다' },
    imprint: '/imprint',
    privacy: 'mailto:a@example.org?subject=a&b',
  }
  const { origin } = await startTestServer(t, { branding, files })
  for (const [path, base] of [
    ['/', './'],
    ['/r/standup', '../'],
  ] as const) {
    const { text } = await get(`${origin}${path}`)
    assert.match(text, /<title>Müller &#38; &#34;Söhne&#34; &#60;b&#62;<\/title>/)
    assert.match(text, /<noscript>Müller &#38; /)
    assert.match(text, /<meta name="brand-welcome-ko" content="환영합니다" \/>/)
    assert.match(text, /content="Hello &#60;\/head&#62;&#60;script&#62;"/)
    assert.match(text, /<style>:root\{--accent:light-dark\(#00695c,#[\da-f]{6}\);[^<]*\}<\/style><\/head>/)
    assert.equal(text.match(/rel="(apple-touch-)?icon"/g)?.length, 1)
    const logo =
      /<link rel="icon" href="([^"]+)" type="image\/svg\+xml" sizes="any" \/>/.exec(text)?.[1] ?? ''
    assert.ok(logo.startsWith(`${base}branding/logo-`), logo)
    assert.ok(text.includes(`<meta name="brand-logo" content="${logo}" />`))
    assert.equal((await get(new URL(logo, origin + path).href)).status, 200)
  }
  const manifest = JSON.parse((await get(`${origin}/manifest.webmanifest`)).text) as Record<string, unknown>
  assert.deepEqual([manifest.name, manifest.short_name], [branding.name, branding.name])
  assert.match(JSON.stringify(manifest.icons), /^\[\{"src":"branding\/logo-[^}]+"image\/svg\+xml"\}\]$/)
})

it('lets an opened logo run nothing, and keeps it in caches by a name of its own', async (t) => {
  const { origin } = await startTestServer(t, { branding: { logo: svg }, files })
  const path = /branding\/logo-\w+\.svg/.exec((await get(origin)).text)?.[0] ?? ''
  const { status, headers } = await get(`${origin}/${path}`)
  assert.equal(status, 200)
  assert.equal(headers.get('content-type'), 'image/svg+xml')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  const policy = headers.get('content-security-policy') ?? ''
  assert.match(policy, /^default-src 'none';.*; sandbox; /)
  assert.doesNotMatch(policy, /script/)
  assert.match(headers.get('cache-control') ?? '', /immutable/)
  const tag = headers.get('etag') ?? ''
  assert.equal((await get(`${origin}/${path}`, { 'if-none-match': tag })).status, 304)
  assert.equal((await get(`${origin}/branding/logo-0000000000000000.svg`)).status, 404)
  assert.equal((await get(`${origin}/branding/..%2f..%2fpackage.json`)).status, 404)
})

it('gives phones of Apple a logo in PNG, and another ETag to another brand', async (t) => {
  const first = await startTestServer(t, { branding: { logo: png }, files })
  const page = await get(first.origin)
  assert.match(page.text, /<link rel="apple-touch-icon" href="\.\/branding\/logo-\w+\.png" \/>/)
  const tag = page.headers.get('etag') ?? ''
  assert.equal((await get(first.origin, { 'if-none-match': tag })).status, 304)
  const second = await startTestServer(t, { branding: { logo: png, name: 'Other' }, files })
  assert.equal((await get(second.origin, { 'if-none-match': tag })).status, 200)
})

it('changes nothing of the page while nothing is set', async (t) => {
  const { origin } = await startTestServer(t, { files })
  const { text } = await get(origin)
  assert.match(text, /<title>Plenary<\/title>/)
  assert.equal(text.match(/rel="(apple-touch-)?icon"/g)?.length, 3)
  assert.doesNotMatch(text, /<style>/)
})

it('does not start with a logo that it cannot deliver', async (t) => {
  const start = startTestServer(t, { branding: { logo: '/nowhere/logo.svg' }, files })
  await assert.rejects(start, /branding\.logo: \/nowhere\/logo\.svg: there is no such file/)
})
