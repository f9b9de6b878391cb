import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createResumeTokens } from '../../connection/resume-token.ts'
import { keepLinkKeys } from './link-keys.ts'

/** A tab that keeps its texts, with a seat in a room. */
function sitDown(t: TestContext, room: string) {
  const texts = new Map<string, string>()
  const sessionStorage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  }
  const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage')
  Object.defineProperty(globalThis, 'sessionStorage', { value: sessionStorage, configurable: true })
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'sessionStorage', before)
    else Reflect.deleteProperty(globalThis, 'sessionStorage')
  })
  createResumeTokens().write(room, 'seat.1.x')
  return { token: () => createResumeTokens().read(room) }
}

for (const kind of ['owner', 'invitation', 'token'] as const) {
  test(`whoever comes by a link with a role (${kind}) takes a new seat, not the one of before`, (t) => {
    const { token } = sitDown(t, 'red')
    keepLinkKeys('red', { [kind]: 'abc' }, true)
    assert.equal(token(), undefined)
  })
}

test('a password, a link into another room and one that is opened inside of a meeting cost no seat', (t) => {
  const { token } = sitDown(t, 'red')
  keepLinkKeys('red', { password: 'open' }, true)
  keepLinkKeys('blue', { owner: 'abc' }, true)
  keepLinkKeys('red', { invitation: 'abc' }, false)
  assert.equal(token(), 'seat.1.x')
})
