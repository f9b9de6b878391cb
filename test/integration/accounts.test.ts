import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { ParticipantConnection } from '../../server/rooms/ports/connection.ts'
import { RoomRegistry } from '../../server/rooms/room-registry.ts'
import { BrowserSession } from '../kit/browser-session.ts'
import { IdentityProvider } from '../kit/identity-provider.ts'
import { takeSeat } from '../kit/listener.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const ACCOUNTS = {
  ada: { name: 'Ada', picture: 'https://pics.example.org/ada.png', groups: ['staff'] },
  bob: { name: 'Bob' },
}

async function start(t: TestContext): Promise<{ provider: IdentityProvider; server: TestServer }> {
  const provider = await IdentityProvider.start(t, ACCOUNTS)
  const server = await startServer(t, {
    access: { oidc: { ...provider.settings, hosts: ['staff'] }, pictureHosts: ['pics.example.org'] },
  })
  provider.register(`${server.url}/`)
  return { provider, server }
}

async function whoIs(browser: BrowserSession, server: TestServer): Promise<unknown> {
  const { body } = await browser.send(`${server.url}/auth/me`)
  return (JSON.parse(body) as { account: unknown }).account
}

/** Who the rooms take somebody for, as often as that is asked. */
function watchAccounts(t: TestContext): () => ParticipantConnection[] {
  const { mock } = t.mock.method(RoomRegistry.prototype, 'join')
  return () => mock.calls.map(({ arguments: [, connection] }) => connection)
}

it('signs somebody in by the whole way over the provider, and back to the page of the room', async (t) => {
  const { server } = await start(t)
  const browser = new BrowserSession()
  assert.equal(await whoIs(browser, server), null)
  const page = await browser.open(`${server.url}/auth/login?return=/r/Team%20Meeting`)
  assert.equal(page.url.href, `${server.url}/r/team-meeting`)
  assert.equal(page.status, 200)
  assert.deepEqual(await whoIs(browser, server), { name: 'Ada', picture: ACCOUNTS.ada.picture })

  const lines = browser.lines(server.url)
  assert.match(lines.get('plenary-session') ?? '', /; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/)
  assert.equal(lines.has('plenary-sign-in'), false)
  // Neither what the provider said nor what it was asked stands anywhere.
  const callback = page.trail.find((address) => address.includes('/auth/callback'))
  const code = new URL(callback ?? '').searchParams.get('code') ?? ''
  const log = JSON.stringify(server.log)
  for (const secret of [code, browser.value(server.url, 'plenary-session') ?? ''])
    assert.ok(secret.length > 20 && !log.includes(secret))
})

for (const transport of ['websocket', 'polling'] as const) {
  it(`tells the rooms who comes over a connection by ${transport}, and that others are guests`, async (t) => {
    const { provider, server } = await start(t)
    const joined = watchAccounts(t)
    const browser = new BrowserSession()
    await browser.open(`${server.url}/auth/login`)
    const cookie = browser.cookieHeader(new URL('/socket.io/', server.url))
    await takeSeat(await server.connect({ cookie, origin: server.url, transport }), 'x')
    await takeSeat(await server.connect({ transport }), 'y')
    const session = browser.value(server.url, 'plenary-session') ?? ''
    const altered = `plenary-session=${session.slice(0, -1)}${session.endsWith('A') ? 'B' : 'A'}`
    const forged = `plenary-session=${Buffer.from('{"role":"host"}').toString('base64url')}`
    for (const other of [altered.replace(/.$/, ''), forged, 'plenary-session='])
      await takeSeat(await server.connect({ cookie: other, transport }), 'z')
    const ada = {
      subject: `${provider.issuer}\nada`,
      name: 'Ada',
      picture: ACCOUNTS.ada.picture,
      role: 'host',
    }
    assert.deepEqual(
      joined().map(({ account }) => account),
      [ada, null, null, null, null],
    )
    // The cookie does not help a page of another site.
    await assert.rejects(server.connect({ cookie, origin: 'https://evil.example', transport }))
  })
}

it('signs out here and at the provider, from the own page alone, and copies of the session are worth nothing', async (t) => {
  const { provider, server } = await start(t)
  const joined = watchAccounts(t)
  const browser = new BrowserSession()
  await browser.open(`${server.url}/auth/login`)
  const cookie = browser.cookieHeader(new URL(server.url))
  await takeSeat(await server.connect({ cookie }), 'x')
  assert.equal(joined()[0]?.account?.name, 'Ada')

  const logout = `${server.url}/auth/logout`
  const foreign = await browser.send(logout, { method: 'POST', headers: { origin: 'https://evil.example' } })
  assert.equal(foreign.status, 403)
  assert.notEqual(await whoIs(browser, server), null)

  const own = await browser.send(logout, { method: 'POST', headers: { origin: server.url } })
  const { redirect } = JSON.parse(own.body) as { redirect: string }
  const end = new URL(redirect)
  assert.equal(end.origin, provider.issuer)
  assert.equal(end.searchParams.get('post_logout_redirect_uri'), `${server.url}/`)
  assert.ok(end.searchParams.has('id_token_hint'))
  assert.equal(await whoIs(browser, server), null)
  // Whoever is inside stays, as a guest.
  assert.equal(joined()[0]?.account, null)
  await takeSeat(await server.connect({ cookie }), 'copy')
  assert.equal(joined()[1]?.account, null)

  const asked = await browser.open(end)
  assert.equal(asked.status, 200)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.body)?.[1] ?? ''
  const confirmed = await browser.send(`${provider.issuer}/session/end/confirm`, {
    method: 'POST',
    body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
  })
  assert.equal(confirmed.headers.location, `${server.url}/`)
})

it('shows why an answer of the provider is not taken, and changes nothing', async (t) => {
  const { provider, server } = await start(t)
  const browser = new BrowserSession()
  const callback = `${server.url}/auth/callback`
  const stopped = await browser.open(`${server.url}/auth/login`, { until: callback })
  const another = await new BrowserSession().open(stopped.url)
  assert.equal(another.status, 400)
  assert.match(another.body, /begun too long ago, in another browser, or has ended already/)
  const wrong = new URL(stopped.url)
  wrong.searchParams.set('code', 'x')
  const refused = await browser.open(wrong)
  assert.equal(refused.status, 403)
  assert.match(refused.body, /The sign-in failed/)
  assert.equal(await whoIs(browser, server), null)
  assert.equal((await browser.send(callback, { method: 'HEAD' })).status, 404)

  provider.person = null
  // The provider knows the first browser by now, and asks it nothing any more.
  const unwilling = new BrowserSession()
  const cancelled = await unwilling.open(`${server.url}/auth/login?return=//evil.example/`)
  assert.equal(cancelled.url.href, `${server.url}/`)
  assert.equal(await whoIs(unwilling, server), null)
})

it('starts without its provider, says so, and lets everybody meet', async (t) => {
  const provider = await IdentityProvider.start(t, ACCOUNTS)
  const settings = { oidc: { ...provider.settings } }
  provider.stop()
  const server = await startServer(t, { access: settings })
  const page = await new BrowserSession().open(`${server.url}/auth/login`)
  assert.equal(page.status, 503)
  assert.match(page.body, /does not answer\. Try again in a minute/)
  assert.ok(server.log.some(({ level, msg }) => level === 'warn' && msg.includes('nobody can sign in')))
  await takeSeat(await server.connect(), 'Ada')
})
