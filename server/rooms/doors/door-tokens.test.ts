import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { DoorTokens, passwordMark, randomId, type Pass } from './door-tokens.ts'
import { hashDevice } from '../seats/person-marks.ts'

const tokens = new DoorTokens(randomBytes(32))
const ADA = { displayName: 'Ada', device: 'd'.repeat(22) }
const NOW = 1_700_000_000_000
const PASS: Pass = {
  knockId: randomId(),
  password: passwordMark('hash'),
  whileLocked: true,
  withRight: true,
  madeAt: NOW,
  expiresAt: NOW + 1000,
}

it('knows owners by room and generation', () => {
  const token = tokens.ownerToken('demo', 7)
  assert.equal(tokens.isOwnerToken('demo', token, 7), true)
  assert.equal(tokens.isOwnerToken('demo', token, 8), false, 'an older one is worth nothing')
  assert.equal(tokens.isOwnerToken('other', token, 7), false)
  assert.equal(new DoorTokens(randomBytes(32)).isOwnerToken('demo', token, 7), false)
})

it('reads passes of the same room and person alone, until they expire', () => {
  const token = tokens.pass('demo', ADA, PASS)
  assert.deepEqual(tokens.readPass('demo', ADA, token, NOW), PASS)
  assert.equal(tokens.readPass('demo', ADA, token, NOW + 1000), undefined)
  assert.equal(tokens.readPass('other', ADA, token, NOW), undefined)
  assert.equal(tokens.readPass('demo', { ...ADA, displayName: 'Eve' }, token, NOW), undefined)
  assert.equal(tokens.readPass('demo', { ...ADA, device: 'e'.repeat(22) }, token, NOW), undefined)
  assert.equal(tokens.readPass('demo', { ...ADA, device: undefined }, token, NOW), undefined)
})

it('takes no token of one kind for one of another', () => {
  const all = [
    tokens.ownerToken('demo', 7),
    tokens.invitationSecret('demo', randomId()),
    tokens.pass('demo', ADA, PASS),
  ]
  const [owner = '', invitation = '', pass = ''] = all
  for (const token of [invitation, pass]) assert.equal(tokens.isOwnerToken('demo', token, 7), false)
  for (const token of [owner, pass]) assert.equal(tokens.invitationId('demo', token), undefined)
  for (const token of [owner, invitation]) assert.equal(tokens.readPass('demo', ADA, token, NOW), undefined)
})

it('has marks that tell passwords and browsers apart, and nothing of them', () => {
  assert.notEqual(passwordMark('one'), passwordMark('two'))
  assert.notEqual(passwordMark(null), passwordMark(''))
  assert.equal(hashDevice('a'.repeat(16)), hashDevice('a'.repeat(16)))
  assert.doesNotMatch(hashDevice('a'.repeat(16)), /aaaa/)
})
