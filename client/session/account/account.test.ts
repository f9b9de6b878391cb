import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAccount, signOut } from './account.ts'

const answering = (body: string, status = 200) => {
  const asked: string[] = []
  const ask = async (address: string, { method }: { method: string }): Promise<Response> => {
    asked.push(`${method} ${address}`)
    return new Response(body, { status })
  }
  return { ask, asked }
}
const away = async (): Promise<Response> => {
  throw new TypeError('Failed to fetch')
}

test('whoever is signed in has a name, or none where the provider tells none', async () => {
  const { ask, asked } = answering('{"signIn":{"name":"Example"},"account":{"name":"Ada","picture":null}}')
  assert.deepEqual(await readAccount('/meet/auth/me', ask), { name: 'Ada' })
  assert.deepEqual(asked, ['GET /meet/auth/me'])
  assert.deepEqual(await readAccount('/', answering('{"account":{"name":null}}').ask), { name: null })
})

test('everybody else is a guest, also when the server does not answer as it should', async () => {
  for (const body of ['{"account":null}', '{}', 'null', '[]', '"x"', '<html>', ''])
    assert.equal(await readAccount('/', answering(body).ask), null, body)
  assert.equal(await readAccount('/', answering('{"account":{}}', 502).ask), null)
  assert.equal(await readAccount('/', away), null)
})

test('signing out says where to sign out of the provider, and leads nowhere else', async () => {
  const { ask, asked } = answering('{"redirect":"https://sso.example.org/end"}')
  assert.deepEqual(await signOut('/auth/logout', ask), {
    done: true,
    redirect: 'https://sso.example.org/end',
  })
  assert.deepEqual(asked, ['POST /auth/logout'])
  for (const body of ['{"redirect":null}', '{"redirect":"javascript:alert(1)"}', '{"redirect":7}'])
    assert.deepEqual(await signOut('/', answering(body).ask), { done: true, redirect: null }, body)
})

test('signing out that did not work is not taken for done', async () => {
  for (const ask of [away, answering('{"redirect":null}', 403).ask, answering('x').ask])
    assert.deepEqual(await signOut('/', ask), { done: false, redirect: null })
})
