import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import type { Grant } from '../../rooms/ports/access.ts'
import { AccountSessions } from './account-sessions.ts'
import { SealedBox } from './sealed-box.ts'

const SECRET = Buffer.alloc(32, 7)
const HOUR_MS = 3_600_000
const ADA: Grant = { subject: 'a\nada', name: 'Ada', picture: 'https://pics.example.org/a', role: 'host' }

describe('a sealed value', () => {
  it('is read by whoever has sealed it, and says nothing to others', () => {
    const box = new SealedBox(SECRET, 'a')
    const sealed = box.seal({ name: 'Ada' }) ?? ''
    assert.match(sealed, /^[\w-]+$/)
    assert.deepEqual(box.open(sealed), { name: 'Ada' })
    assert.deepEqual(new SealedBox(Buffer.from(SECRET), 'a').open(sealed), { name: 'Ada' })
    assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /Ada/)
    assert.notEqual(box.seal({ name: 'Ada' }), sealed)
  })

  it('is none when any bit of it is another, or when it is shorter, longer, of another purpose or secret', () => {
    const box = new SealedBox(SECRET, 'a')
    const sealed = box.seal({ name: 'Ada' }) ?? ''
    const bytes = Buffer.from(sealed, 'base64url')
    for (let index = 0; index < bytes.length * 8; index += 1) {
      const altered = Buffer.from(bytes)
      altered[index >> 3] = (altered[index >> 3] ?? 0) ^ (1 << (index & 7))
      assert.equal(box.open(altered.toString('base64url')), undefined, `bit ${index}`)
    }
    for (let length = 0; length < sealed.length; length += 1)
      assert.equal(box.open(sealed.slice(0, length)), undefined, `${length} characters`)
    const others = ['', '.', sealed.repeat(2), 'x'.repeat(100_000), randomBytes(64).toString('base64url')]
    for (const other of others) assert.equal(box.open(other), undefined)
    assert.equal(new SealedBox(SECRET, 'b').open(sealed), undefined)
    assert.equal(new SealedBox(Buffer.alloc(32, 8), 'a').open(sealed), undefined)
  })

  it('is not made when no browser would keep it', () => {
    const box = new SealedBox(SECRET, 'a')
    assert.equal(box.seal('x'.repeat(4000)), undefined)
    assert.ok((box.seal('x'.repeat(2900)) ?? '').length <= 4096)
  })
})

describe('a session of an account', () => {
  it('says who is signed in, also after a restart', () => {
    const session = new AccountSessions(SECRET, 'a', HOUR_MS).begin(ADA)
    assert.deepEqual(new AccountSessions(SECRET, 'a', HOUR_MS).read(session), ADA)
    const guest = { subject: null, role: null }
    const sessions = new AccountSessions(SECRET, 'a', HOUR_MS)
    assert.deepEqual(sessions.read(sessions.begin(guest)), guest)
  })

  it('is over after its time', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
    const sessions = new AccountSessions(SECRET, 'a', HOUR_MS)
    const session = sessions.begin(ADA)
    t.mock.timers.tick(HOUR_MS - 1)
    assert.deepEqual(sessions.read(session), ADA)
    t.mock.timers.tick(1)
    assert.equal(sessions.read(session), null)
  })

  it('is over once somebody has signed out, for copies of it too, and for nobody else', () => {
    const sessions = new AccountSessions(SECRET, 'a', HOUR_MS)
    const [mine, other] = [sessions.begin(ADA), sessions.begin(ADA)]
    sessions.end(mine)
    assert.equal(sessions.read(mine), null)
    assert.deepEqual(sessions.read(other), ADA)
    for (const junk of ['', 'x', 'x'.repeat(5000)]) sessions.end(junk)
  })

  it('of an operator is one of an operator as long as the groups of operators are the same', () => {
    const operator: Grant = { subject: 'a\nada', role: null, operator: true }
    const before = new AccountSessions(SECRET, 'a', HOUR_MS, ['ops', 'admins'])
    const session = before.begin(operator)
    assert.deepEqual(before.read(session), operator)
    const same = new AccountSessions(SECRET, 'a', HOUR_MS, ['admins', 'ops'])
    assert.equal(same.read(session)?.operator, true)
    for (const groups of [[], ['ops']]) {
      const after = new AccountSessions(SECRET, 'a', HOUR_MS, groups)
      assert.deepEqual(after.read(session), { subject: 'a\nada', role: null })
    }
    assert.equal(same.read(same.begin({ subject: 'b', role: 'host' }))?.operator, undefined)
  })

  it('of another provider is none', () => {
    const session = new AccountSessions(SECRET, 'a', HOUR_MS).begin(ADA)
    assert.equal(new AccountSessions(SECRET, 'b', HOUR_MS).read(session), null)
  })

  it('fits into a cookie, whatever an account is called', () => {
    const sessions = new AccountSessions(SECRET, 'a', HOUR_MS)
    const large: Grant = {
      subject: '가'.repeat(512),
      name: '가'.repeat(64),
      picture: `https://pics.example.org/${'x'.repeat(999)}`,
      role: 'co-host',
    }
    const session = sessions.begin(large)
    assert.ok(session.length <= 4096)
    assert.equal(sessions.read(session)?.name, large.name)
  })
})
