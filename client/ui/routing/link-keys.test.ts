import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { credentialsSchema } from '../../../protocol/index.ts'
import { tabKeys } from '../../session/door/link-keys.ts'
import { linkFragment, readLinkKeys, takeLinkKeys } from './link-keys.ts'

/** An address bar. */
function open(t: TestContext, pathname: string, hash: string) {
  const shown: unknown[] = []
  const history = { state: 'kept', replaceState: (...told: unknown[]) => void shown.push(told) }
  Object.assign(globalThis, { location: { pathname, search: '?x=1', hash }, history })
  t.after(() => {
    Reflect.deleteProperty(globalThis, 'location')
    Reflect.deleteProperty(globalThis, 'history')
  })
  return shown
}

test('each key of a link is read, alone or with others', () => {
  assert.deepEqual(readLinkKeys('#invite=abc'), { invitation: 'abc' })
  assert.deepEqual(readLinkKeys('#owner=a.b-c_d'), { owner: 'a.b-c_d' })
  assert.deepEqual(readLinkKeys('token=x&password=p%20q%26r'), { token: 'x', password: 'p q&r' })
  assert.deepEqual(readLinkKeys('#password=1+1%3D2'), { password: '1+1=2' })
})

test('what is no key stays in the address', () => {
  for (const hash of [
    '',
    '#',
    '#section',
    '#invite',
    '#invite=',
    '#other=1',
    '#constructor=1',
    '#__proto__=1',
  ]) {
    assert.equal(readLinkKeys(hash), undefined, hash)
  }
})

test('any key that is set can be put into a link and read back', () => {
  for (const password of ['simple', 'a&b=c', '#?/+ %', '비밀번호', '%E0%A4%A']) {
    assert.deepEqual(readLinkKeys(linkFragment('password', password)), { password })
  }
})

test('what a mail programme has spoilt is still something that the server can refuse', () => {
  for (const spoilt of ['abc\u200b', 'a b', 'é', 'x'.repeat(20_000), '%E0%A4%A', '%00']) {
    const { invitation } = readLinkKeys(`#invite=${spoilt}`) ?? {}
    assert.ok(invitation, spoilt.slice(0, 20))
    assert.doesNotThrow(() => credentialsSchema.parse({ invitation }))
  }
  const { password } = readLinkKeys(`#password=${'p'.repeat(1_000)}`) ?? {}
  assert.doesNotThrow(() => credentialsSchema.parse({ password }))
})

test('keys leave the address and its entry in the history, and are kept for their room', (t) => {
  const shown = open(t, '/r/Team%20A', '#invite=abc&password=open')
  takeLinkKeys(true)
  assert.deepEqual(shown, [['kept', '', '/r/Team%20A?x=1']])
  assert.deepEqual(tabKeys.read('team-a'), { invitation: 'abc', password: 'open' })
})

test('keys of an address that is no room are kept by nobody, and leave it too', (t) => {
  const shown = open(t, '/', '#owner=abc')
  takeLinkKeys(true)
  assert.equal(shown.length, 1)
})

test('an address without keys is left as it is', (t) => {
  const shown = open(t, '/r/red', '#somewhere')
  takeLinkKeys(true)
  assert.deepEqual(shown, [])
})
