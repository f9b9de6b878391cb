import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { IdentityProvider, type Accounts } from '../../../test/kit/identity-provider.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { Grant } from '../../rooms/ports/access.ts'
import { HOME, SignInBench } from './test-sign-in.ts'

const ACCOUNTS: Accounts = {
  ada: { name: 'Ada Lovelace', picture: 'https://pics.example.org/ada.png', groups: ['staff', 'teachers'] },
  bob: { name: 'Bob', picture: 'https://evil.example/bob.png', groups: ['pupils'] },
  eve: {},
}

async function startProvider(t: TestContext): Promise<IdentityProvider> {
  const provider = await IdentityProvider.start(t, ACCOUNTS)
  provider.register(HOME)
  return provider
}

async function grantBy(bench: SignInBench): Promise<Grant | null> {
  const result = await bench.enter()
  assert.equal(result.kind, 'signed-in')
  return bench.signIn.account(result.session)
}

describe('signing in at a provider', () => {
  it('says who somebody is, and gives the role of their groups', async (t) => {
    const provider = await startProvider(t)
    const bench = new SignInBench(t, provider, { hosts: ['teachers'], viewers: ['pupils'] })
    const ada = await grantBy(bench)
    const picture = 'https://pics.example.org/ada.png'
    assert.deepEqual(ada, { subject: `${provider.issuer}\nada`, name: 'Ada Lovelace', picture, role: 'host' })
    provider.person = 'bob'
    assert.deepEqual(await grantBy(bench), {
      subject: `${provider.issuer}\nbob`,
      name: 'Bob',
      role: 'viewer',
    })
    provider.person = 'eve'
    assert.deepEqual(await grantBy(bench), { subject: `${provider.issuer}\neve`, role: null })
  })

  it('makes operators of people in their groups, and of nobody else', async (t) => {
    const provider = await startProvider(t)
    const bench = new SignInBench(t, provider, {}, { operators: ['teachers'] })
    assert.equal((await grantBy(bench))?.operator, true)
    provider.person = 'bob'
    assert.equal((await grantBy(bench))?.operator, undefined)
  })

  it('leads back to the page from which somebody came', async (t) => {
    const result = await new SignInBench(t, await startProvider(t)).enter()
    assert.equal(result.kind === 'signed-in' && result.returnTo, '/r/team')
  })

  it('works from three windows at once, and forgets what has ended', async (t) => {
    const bench = new SignInBench(t, await startProvider(t))
    const first = await bench.ask()
    const second = await bench.ask(undefined, first.pending)
    const third = await bench.ask(undefined, second.pending)
    const fourth = await bench.ask(undefined, third.pending)
    let { pending } = fourth
    for (const { answer } of [third, second, fourth]) {
      const result = await bench.signIn.finish(answer, pending)
      assert.equal(result.kind, 'signed-in')
      pending = result.pending
    }
    assert.equal(pending, '')
    assert.equal((await bench.signIn.finish(first.answer, fourth.pending)).kind, 'stale')
  })

  it('ends where it began when somebody does not want to', async (t) => {
    const provider = await startProvider(t)
    provider.person = null
    const result = await new SignInBench(t, provider).enter()
    assert.deepEqual(result, { kind: 'cancelled', returnTo: '/r/team', pending: '' })
  })
})

describe('an answer of a provider', () => {
  it('is refused without a question of this browser, and nobody is asked about it', async (t) => {
    const provider = await startProvider(t)
    const bench = new SignInBench(t, provider)
    const { answer, pending } = await bench.ask()
    const other = await bench.ask()
    const asked = provider.requests
    const wrong = new URL(answer)
    wrong.searchParams.set('state', 'x'.repeat(43))
    const without = new URL(answer)
    without.searchParams.delete('state')
    assert.equal((await bench.signIn.finish(wrong, pending)).kind, 'stale', 'another state')
    assert.equal((await bench.signIn.finish(without, pending)).kind, 'stale', 'no state')
    assert.equal((await bench.signIn.finish(answer, undefined)).kind, 'stale', 'no question')
    assert.equal((await bench.signIn.finish(answer, other.pending)).kind, 'stale', 'of another browser')
    const altered = `${pending.slice(0, -2)}${pending.endsWith('A') ? 'BB' : 'AA'}`
    assert.equal((await bench.signIn.finish(answer, altered)).kind, 'stale', 'an altered question')
    for (let index = 0; index < 100; index += 1)
      await bench.signIn.finish(new URL(`${HOME}auth/callback?code=${index}&state=${index}`), pending)
    assert.equal(provider.requests, asked)
    assert.equal((await bench.signIn.finish(answer, pending)).kind, 'signed-in')
  })

  it('is refused when shown again, also with the question kept', async (t) => {
    const bench = new SignInBench(t, await startProvider(t))
    const { answer, pending } = await bench.ask()
    assert.equal((await bench.signIn.finish(answer, pending)).kind, 'signed-in')
    assert.equal((await bench.signIn.finish(answer, pending)).kind, 'failed')
  })

  it('is refused with the nonce or the PKCE challenge of somebody else, or another issuer', async (t) => {
    const bench = new SignInBench(t, await startProvider(t))
    const change = (name: string, value: string) => (address: URL) => address.searchParams.set(name, value)
    assert.equal((await bench.enter(change('nonce', 'n'.repeat(43)))).kind, 'failed', 'nonce')
    assert.equal((await bench.enter(change('code_challenge', 'c'.repeat(43)))).kind, 'failed', 'challenge')
    const { answer, pending } = await bench.ask()
    answer.searchParams.set('iss', 'https://evil.example')
    assert.equal((await bench.signIn.finish(answer, pending)).kind, 'failed', 'issuer')
    const junk = await bench.ask()
    junk.answer.searchParams.set('code', 'x'.repeat(4000))
    assert.equal((await bench.signIn.finish(junk.answer, junk.pending)).kind, 'failed', 'code')
    assert.equal((await bench.enter()).kind, 'signed-in')
  })

  it('goes to the registered address alone', async (t) => {
    const bench = new SignInBench(t, await startProvider(t))
    const { page } = await bench.ask((address) =>
      address.searchParams.set('redirect_uri', 'http://evil.example/auth/callback'),
    )
    assert.equal(page.status, 400)
    assert.ok(page.trail.every((address) => !address.startsWith('http://evil.example')))
  })

  it('is refused when it comes too late', async (t) => {
    const bench = new SignInBench(t, await startProvider(t))
    const { answer, pending } = await bench.ask()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 901_000 })
    assert.equal((await bench.signIn.finish(answer, pending)).kind, 'stale')
  })

  it('leaves nothing in the log that would let anybody in', async (t) => {
    const bench = new SignInBench(t, await startProvider(t))
    const { answer, pending } = await bench.ask()
    await bench.signIn.finish(answer, pending)
    await bench.signIn.finish(answer, pending)
    const text = JSON.stringify(bench.log)
    assert.match(text, /a sign-in failed; see access\.oidc/)
    for (const secret of [
      answer.searchParams.get('code') ?? '',
      pending,
      answer.searchParams.get('state') ?? '',
    ])
      assert.ok(secret.length > 20 && !text.includes(secret))
  })
})

describe('the keys of a provider', () => {
  it('may change between two who sign in', async (t) => {
    const provider = await startProvider(t)
    const bench = new SignInBench(t, provider)
    assert.equal((await bench.enter()).kind, 'signed-in')
    provider.rotateKeys()
    assert.equal((await bench.enter()).kind, 'signed-in')
  })

  it('are those that it publishes: what another key signed is refused', async (t) => {
    const provider = await startProvider(t)
    const bench = new SignInBench(t, provider, {}, { keysCooldownMs: 3_600_000 })
    assert.equal((await bench.enter()).kind, 'signed-in')
    provider.rotateKeys()
    assert.equal((await bench.enter()).kind, 'failed')
  })
})

describe('a provider that is away', () => {
  it('at the start is told once, asked again, and used as soon as it answers', async (t) => {
    const provider = await startProvider(t)
    provider.stop()
    const bench = new SignInBench(t, provider, {}, { delaysMs: [5] })
    assert.equal(await bench.signIn.begin(HOME, '/', undefined), undefined)
    const told = (): number => bench.log.filter(({ msg }) => msg.includes('nobody can sign in')).length
    await waitFor(() => (told() === 1 ? undefined : 'nothing was told'))
    await provider.resume()
    await waitFor(() =>
      bench.log.some(({ msg }) => msg.includes('people can sign in')) ? undefined : 'not found yet',
    )
    assert.equal((await bench.enter()).kind, 'signed-in')
    assert.equal(told(), 1)
  })

  it('in the middle lets nobody in, and signs nobody out', async (t) => {
    const provider = await startProvider(t)
    const bench = new SignInBench(t, provider)
    const entered = await bench.enter()
    assert.equal(entered.kind, 'signed-in')
    const { answer, pending } = await bench.ask()
    provider.stop()
    assert.equal((await bench.signIn.finish(answer, pending)).kind, 'failed')
    assert.equal(bench.signIn.account(entered.session)?.name, 'Ada Lovelace')
    await provider.resume()
  })
})
