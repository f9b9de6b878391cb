import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readCookie, writeCookie } from './auth-cookies.ts'
import type { SignInPort } from './auth-port.ts'
import { ownPage } from './auth-return.ts'
import { startTestServer } from './test-server.ts'

/** Accounts that are played: whoever shows `ada` is Ada. */
function fakeSignIn(): SignInPort & { calls: unknown[][] } {
  const calls: unknown[][] = []
  return {
    calls,
    name: 'Example',
    sessionSeconds: 3600,
    account: (session) => (session === 'ada' ? { name: 'Ada' } : null),
    begin: async (...call) => {
      calls.push(['begin', ...call])
      return { location: 'https://sso.example.org/authorize', pending: 'question' }
    },
    finish: async (answer, pending) => {
      calls.push(['finish', answer.href, pending])
      return { kind: 'signed-in', returnTo: '/r/team', pending: '', session: 'ada', idToken: 'hint' }
    },
    end: (...call) => {
      calls.push(['end', ...call])
      return 'https://sso.example.org/end'
    },
  }
}

const PUBLIC = { publicUrl: 'https://meet.example.org/meet', trustProxy: ['127.0.0.1'] }

describe('the page after signing in', () => {
  it('is one of the own, written anew', () => {
    assert.equal(ownPage('/', ''), '/')
    assert.equal(ownPage('/r/team', ''), '/r/team')
    assert.equal(ownPage('/meet/r/team', '/meet'), '/r/team')
    assert.equal(ownPage('/r/%EB%B0%A9', ''), '/r/%EB%B0%A9')
    assert.equal(ownPage('/r/Team Meeting?x=1#y', ''), '/r/team-meeting')
    assert.equal(ownPage('/admin', ''), '/admin')
  })

  it('is never one of others, whatever a link says', () => {
    for (const typed of [
      'https://evil.example/',
      '//evil.example',
      '///evil.example/r/x',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/r/..//evil.example',
      '/r/%2e%2e/x',
      '/r/%2F%2Fevil.example',
      '/r/a\r\nSet-Cookie: x=1',
      '/r/%0d%0aSet-Cookie:x=1',
      '/r/%',
      '/r/',
      '/auth/logout',
      '/auth/login?return=/auth/login',
      '/socket.io/',
      'javascript:alert(1)',
      '@evil.example',
      '.evil.example',
      'x'.repeat(5000),
      ['/r/team'],
      undefined,
      null,
      7,
    ]) {
      const page = ownPage(typed, '')
      assert.match(page, /^\/(r\/[\w%-]+)?$/, String(typed))
      assert.equal(new URL(page, 'https://meet.example.org').origin, 'https://meet.example.org')
      assert.doesNotMatch(page, /evil\.example|[\r\n]/)
    }
  })
})

describe('cookies of accounts', () => {
  it('are kept from scripts, other sites and neighbours', () => {
    const root = { prefix: '', isSecure: true }
    assert.equal(
      writeCookie('session', 'x', 60, root),
      '__Host-plenary-session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    )
    assert.equal(
      writeCookie('session', 'x', 60, { prefix: '/meet', isSecure: true }),
      '__Secure-plenary-session=x; Path=/meet; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    )
    const plain = { prefix: '', isSecure: false }
    assert.match(writeCookie('session', 'x', 60, plain), /^plenary-session=x; .*SameSite=Lax$/)
    assert.match(writeCookie('id-token', 'x', 60, root), /^__Secure-.*Path=\/auth\/logout;/)
    assert.match(writeCookie('sign-in', '', 60, root), /; Max-Age=0;/)
  })

  it('are read by their whole names, as the scheme of the page has them', () => {
    const root = { prefix: '', isSecure: true }
    const read = (cookie: string): string | undefined => readCookie({ cookie }, 'session', root)
    assert.equal(read('a=1; __Host-plenary-session=x; b=2'), 'x')
    for (const cookie of [
      '',
      'plenary-session=x',
      'x__Host-plenary-session=x',
      '__Secure-plenary-session=x',
      ';=;',
    ])
      assert.equal(read(cookie), undefined, cookie)
    assert.equal(readCookie({}, 'session', root), undefined)
  })
})

describe('addresses for signing in', () => {
  it('go to the provider with the public address, and come back to it, below its path', async (t) => {
    const signIn = fakeSignIn()
    const { origin } = await startTestServer(t, { listen: PUBLIC, signIn })
    const headers = { 'x-forwarded-host': 'meet.example.org', 'x-forwarded-proto': 'https' }
    const get = (path: string, more: object = {}): Promise<Response> =>
      fetch(`${origin}${path}`, { redirect: 'manual', headers: { ...headers, ...more } })

    // A script asks, as this program says of itself with each request.
    const login = await get('/auth/login?return=/meet/r/team')
    assert.equal(login.status, 400)
    assert.deepEqual(signIn.calls, [])

    const answer = await get('/meet/auth/callback?code=c&state=s', {
      cookie: '__Secure-plenary-sign-in=question',
    })
    assert.equal(answer.status, 302)
    assert.equal(answer.headers.get('location'), '/meet/r/team')
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer')
    const url = 'https://meet.example.org/meet/auth/callback?code=c&state=s'
    assert.deepEqual(signIn.calls, [['finish', url, 'question']])
    const cookies = answer.headers.getSetCookie()
    assert.ok(
      cookies.some((line) => line.startsWith('__Secure-plenary-session=ada; Path=/meet; Max-Age=3600;')),
    )
    assert.ok(
      cookies.some((line) => line.startsWith('__Secure-plenary-sign-in=; Path=/meet/auth; Max-Age=0;')),
    )
  })

  it('say who is signed in, and that nobody is', async (t) => {
    const { origin } = await startTestServer(t, { signIn: fakeSignIn() })
    const me = async (cookie: string): Promise<unknown> =>
      (await fetch(`${origin}/auth/me`, { headers: { cookie } })).json()
    const signIn = { name: 'Example' }
    assert.deepEqual(await me('plenary-session=ada'), { signIn, account: { name: 'Ada', picture: null } })
    assert.deepEqual(await me('plenary-session=eve'), { signIn, account: null })
    assert.deepEqual(await me(''), { signIn, account: null })
  })

  it('are there where nobody can sign in too, and say so', async (t) => {
    const { origin } = await startTestServer(t)
    assert.deepEqual(await (await fetch(`${origin}/auth/me`)).json(), { signIn: null, account: null })
    for (const path of ['/auth/login', '/auth/callback?code=c&state=s']) {
      const answer = await fetch(`${origin}${path}`)
      assert.equal(answer.status, 404)
      assert.match(await answer.text(), /Nobody can sign in here/)
    }
  })

  it('sign nobody out for a page of others, nor for a link', async (t) => {
    const signIn = fakeSignIn()
    const { origin } = await startTestServer(t, { signIn })
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${origin}/auth/logout`, {
        method: 'POST',
        headers: { cookie: 'plenary-session=ada', ...headers },
      })
    for (const foreign of ['https://evil.example', 'null']) {
      const answer = await post({ origin: foreign })
      assert.equal(answer.status, 403)
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
    assert.equal((await fetch(`${origin}/auth/logout`)).status, 404)
    assert.deepEqual(signIn.calls, [])

    const own = await post({ origin })
    assert.deepEqual(await own.json(), { redirect: 'https://sso.example.org/end' })
    assert.equal(own.headers.getSetCookie().filter((line) => line.includes('Max-Age=0')).length, 3)
    assert.deepEqual(signIn.calls, [['end', 'ada', undefined, `${origin}/`]])
  })
})

describe('the page of the client', () => {
  const files = { 'index.html': '<html><head><title>the app</title></head></html>' }

  it('says at whom people sign in, and asks for nothing where they cannot', async (t) => {
    const signIn = { ...fakeSignIn(), name: 'A "$&" <b>' }
    const { origin } = await startTestServer(t, { signIn, files })
    const page = await (await fetch(`${origin}/r/team`)).text()
    assert.match(page, /<meta name="sign-in" content="A &#34;\$&#38;&#34; &#60;b&#62;" \/><\/head>/)
    const plain = await startTestServer(t, { files })
    assert.equal(await (await fetch(`${plain.origin}/`)).text(), files['index.html'])
  })
})

describe('pictures of people', () => {
  it('may come from the hosts of the settings, and from no other', async (t) => {
    const { origin } = await startTestServer(t, { pictureHosts: ['pics.example.org', '*.gravatar.com'] })
    const policy = (await fetch(`${origin}/healthz`)).headers.get('content-security-policy') ?? ''
    assert.match(
      policy,
      /img-src 'self' data: blob: https:\/\/pics\.example\.org https:\/\/\*\.gravatar\.com;/,
    )
    const plain = await startTestServer(t)
    const own = (await fetch(`${plain.origin}/healthz`)).headers.get('content-security-policy') ?? ''
    assert.match(own, /img-src 'self' data: blob:;/)
  })
})
