import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPEN_RULES, type Role, type RoomRules } from '../../protocol/index.ts'
import { ANNA, ME, person } from '../session/test-session.ts'
import { isDecider, whyNotSend, whyNotWrite } from './permissions.ts'

const facts = (role: Role, rules: Partial<RoomRules> = {}, annas: Role = 'speaker') => ({
  self: { ...person(ME, 'Me'), role },
  rules: { ...OPEN_RULES, ...rules },
  participants: { [ANNA]: { ...person(ANNA, 'Anna'), role: annas } },
})

test('an open room forbids nobody anything, and viewers to send', () => {
  for (const role of ['host', 'co-host', 'speaker', 'viewer'] as const) {
    assert.equal(whyNotSend(facts(role), 'camera'), role === 'viewer' ? 'viewer' : null)
    assert.equal(whyNotWrite(facts(role), undefined), null)
    assert.equal(whyNotWrite(facts(role), ANNA), null)
    assert.equal(isDecider(facts(role)), role === 'host' || role === 'co-host')
  }
})

test('the reason names the source that is for hosts alone', () => {
  const rules = { screen: 'hosts' as const }
  assert.equal(whyNotSend(facts('speaker', rules), 'screen'), 'screen')
  assert.equal(whyNotSend(facts('speaker', rules), 'microphone'), null)
  assert.equal(whyNotSend(facts('co-host', rules), 'screen'), null)
})

test('before the join nothing is forbidden', () => {
  const stranger = { ...facts('viewer'), self: null }
  assert.equal(whyNotSend(stranger, 'microphone'), null)
  assert.equal(whyNotWrite(stranger, undefined), null)
  assert.equal(isDecider(stranger), false)
})

test('who may not write to everybody is told who may', () => {
  assert.equal(whyNotWrite(facts('speaker', { chat: 'hosts' }), undefined), 'chatHosts')
  assert.equal(whyNotWrite(facts('viewer', { chat: 'speakers' }), undefined), 'chatSpeakers')
  assert.equal(whyNotWrite(facts('speaker', { chat: 'speakers' }), undefined), null)
})

test('private messages go where the rules let them, and to strangers until the server says no', () => {
  const withHosts = { privateChat: 'with-hosts' as const }
  assert.equal(whyNotWrite(facts('speaker', withHosts), ANNA), 'chatPrivate')
  assert.equal(whyNotWrite(facts('speaker', withHosts, 'co-host'), ANNA), null)
  assert.equal(whyNotWrite(facts('host', withHosts), ANNA), null)
  assert.equal(whyNotWrite(facts('speaker', withHosts), 'unknown-01'), null)
  assert.equal(whyNotWrite(facts('speaker', { privateChat: 'off' }), ANNA), 'chatNobody')
  assert.equal(whyNotWrite(facts('co-host', { privateChat: 'off' }), ANNA), null)
})
