import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import fc from 'fast-check'
import { ResumeTokens } from './resume-tokens.ts'

const claim = { seatId: 'c2VhdC1pZA', generation: 4 }

it('reads what it wrote, for the same room and secret alone', () => {
  const secret = randomBytes(32)
  const tokens = new ResumeTokens(secret)
  const token = tokens.issue('demo', claim)
  assert.deepEqual(new ResumeTokens(Buffer.from(secret)).read('demo', token), claim)
  assert.equal(tokens.read('other', token), undefined)
  assert.equal(new ResumeTokens(randomBytes(32)).read('demo', token), undefined)
})

it('refuses a token in which anything was changed', () => {
  const tokens = new ResumeTokens(randomBytes(32))
  const token = tokens.issue('demo', claim)
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (index, character) => {
      const forged = token.slice(0, index) + character + token.slice(index + 1)
      fc.pre(forged !== token)
      assert.equal(tokens.read('demo', forged), undefined)
    }),
    { numRuns: 500 },
  )
  for (const text of ['', '..', 'a.1.', `${token}.`, ` ${token}`, token.toUpperCase()]) {
    assert.equal(tokens.read('demo', text), undefined, text)
  }
})
