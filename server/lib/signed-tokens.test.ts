import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { it } from 'node:test'
import fc from 'fast-check'
import { SignedTokens } from './signed-tokens.ts'

const SECRET = randomBytes(32)
const tokens = new SignedTokens(SECRET, 'owner')

it('reads what it wrote, for the same purpose, place and secret alone', () => {
  const token = tokens.write('demo', ['one', '2'])
  assert.deepEqual(new SignedTokens(Buffer.from(SECRET), 'owner').read('demo', token), ['one', '2'])
  assert.equal(tokens.read('other', token), undefined)
  assert.equal(new SignedTokens(SECRET, 'pass').read('demo', token), undefined)
  assert.equal(new SignedTokens(randomBytes(32), 'owner').read('demo', token), undefined)
})

it('refuses a token in which anything was changed, added or left out', () => {
  const token = tokens.write('demo', ['field', '17'])
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ minLength: 0, maxLength: 2 }), (index, text) => {
      const forged = token.slice(0, index) + text + token.slice(index + 1)
      fc.pre(forged !== token)
      assert.equal(tokens.read('demo', forged), undefined)
    }),
    { numRuns: 500 },
  )
  for (const text of [
    '',
    '.',
    '..',
    `.${token}`,
    `${token}.`,
    `${token}=`,
    'x'.repeat(8192),
    '.'.repeat(500),
  ])
    assert.equal(tokens.read('demo', text), undefined, text.slice(0, 20))
})

it('knows one spelling of each signature', () => {
  const token = tokens.write('demo', ['a'])
  const last = token.at(-1) ?? ''
  // The last character of 32 bytes carries two bits that mean nothing.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (const other of alphabet.replace(last, ''))
    assert.equal(tokens.read('demo', token.slice(0, -1) + other), undefined)
})

it('lets no field or place pass for another', () => {
  assert.throws(() => tokens.write('demo\na', ['b']))
  assert.throws(() => tokens.write('demo', ['a\nb']))
  assert.throws(() => tokens.write('demo', ['a.b']))
  assert.throws(() => tokens.write('demo', ['']))
  // Signed as two fields, shown as one with a line feed.
  const signature = createHmac('sha256', SECRET).update('owner\ndemo\na\nb').digest('base64url')
  assert.deepEqual(tokens.read('demo', `a.b.${signature}`), ['a', 'b'])
  assert.equal(tokens.read('demo', `a\nb.${signature}`), undefined)
  assert.equal(tokens.read('demo\na', `b.${signature}`)?.length, 1, 'so no place may have a line feed')
})
