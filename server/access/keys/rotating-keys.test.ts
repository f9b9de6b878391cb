import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { JWK } from 'jose'
import { makeToken, readersOf, rsaKeys, ISSUER } from '../test-portal.ts'
import { fetchJson } from './fetch-json.ts'
import { RotatingKeys, type RotatingKeysOptions } from './rotating-keys.ts'

/** A portal that publishes keys at an address, and counts how often it is asked. */
async function startPortal(t: TestContext, answer: (response: ServerResponse) => void) {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/keys`, asked: () => asked }
}

/** Keys of a source that is played, with a clock that stands until it is moved. */
function keysOf(load: () => Promise<unknown>, options: Partial<RotatingKeysOptions> = {}) {
  const clock = { ms: 0 }
  const failures: unknown[] = []
  const keys = new RotatingKeys({
    load,
    failed: (error) => failures.push(error),
    now: () => clock.ms,
    ...options,
  })
  const find = (kid: string): Promise<unknown> =>
    keys.find({ alg: 'RS256', kid }, { payload: '', signature: '' })
  return { clock, failures, find, keys }
}

const rsa = rsaKeys()

describe('keys that may change', () => {
  it('are loaded again for an unknown one, and once for a flood of tokens that name unknown ones', async (t) => {
    const published: JWK[] = [await rsa.jwk('old')]
    const portal = await startPortal(t, (response) => response.end(JSON.stringify({ keys: published })))
    const tokens = await readersOf([{ issuer: ISSUER, algorithm: 'RS256', jwksUrl: portal.url }])
    const token = (kid: string): Promise<string> => makeToken({}, { alg: 'RS256', key: rsa.privateKey, kid })
    await tokens.read(await token('old'), 'team')
    for (let index = 0; index < 200; index += 1)
      await assert.rejects(tokens.read(await token(`unknown-${index}`), 'team'), { code: 'token_invalid' })
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) =>
        assert.rejects(tokens.read(await token(`together-${index}`), 'team')),
      ),
    )
    assert.equal(portal.asked(), 1)
  })

  it('that are new are found as soon as the source may be asked again', async () => {
    let kid = 'old'
    const { clock, find } = keysOf(async () => ({ keys: [await rsa.jwk(kid)] }), { cooldownMs: 1000 })
    await find('old')
    kid = 'new'
    await assert.rejects(find('new'))
    clock.ms = 1000
    await find('new')
    await assert.rejects(find('old'), 'a key that was taken back')
  })

  it('of a source that fails are asked for no more often, and those of before serve on for a day', async () => {
    let loads = 0
    let isAway = false
    const { clock, failures, find } = keysOf(
      async () => {
        loads += 1
        if (isAway) throw new Error('away')
        return { keys: [await rsa.jwk('old')] }
      },
      { cooldownMs: 1000, maxAgeMs: 5000, keptMs: 86_400_000 },
    )
    await find('old')
    isAway = true
    clock.ms = 6000
    await find('old')
    for (let index = 0; index < 50; index += 1) await assert.rejects(find(`unknown-${index}`))
    assert.equal(loads, 2)
    assert.equal(failures.length, 1)
    clock.ms = 86_300_000
    await find('old')
    clock.ms = 86_500_000
    await assert.rejects(find('old'), /could not be loaded/)
  })

  it('of a source that was away at the start are found later', async () => {
    let isAway = true
    const load = async (): Promise<unknown> => {
      if (isAway) throw new Error('away')
      return { keys: [await rsa.jwk('a')] }
    }
    const { clock, find } = keysOf(load, { cooldownMs: 1000 })
    await assert.rejects(find('a'), /could not be loaded/)
    isAway = false
    await assert.rejects(find('a'), /could not be loaded/)
    clock.ms = 1000
    await find('a')
  })
})

describe('JSON of a provider', () => {
  it('is taken as it is, and nothing else: no redirect, no error, no junk, nothing endless', async (t) => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      redirect: (response) => response.writeHead(302, { location: '/other' }).end(),
      error: (response) => response.writeHead(500).end('{}'),
      junk: (response) => response.end('<html>'),
      endless: (response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          response.once('drain', more)
        }
        more()
      },
    }
    const good = await startPortal(t, (response) => response.end('{"a":1}'))
    assert.deepEqual(await fetchJson(good.url), { a: 1 })
    for (const [what, answer] of Object.entries(answers)) {
      const { url, asked } = await startPortal(t, answer)
      await assert.rejects(fetchJson(url), what)
      assert.equal(asked(), 1, what)
    }
  })
})
