import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newInvitationSchema, roleSchema } from '../../../protocol/index.ts'
import { en } from '../../i18n/en.ts'
import { describeInvitation, EXPIRIES, ROLE_TEXTS, USES } from './invitation-text.ts'

const texts: Record<string, string> = en.security
const t = ((key: string, options: Record<string, unknown> = {}) => {
  const name = key.replace('security.', '')
  const text = texts[name] ?? texts[`${name}_${options.count === 1 ? 'one' : 'other'}`] ?? key
  return text.replace(/\{\{(\w+)\}\}/g, (_, part: string) => String(options[part]))
}) as unknown as Parameters<typeof describeInvitation>[1]

test('every choice of the form is one that the server takes', () => {
  for (const { minutes } of EXPIRIES) {
    for (const uses of USES) {
      for (const role of roleSchema.options) {
        assert.doesNotThrow(() => newInvitationSchema.parse({ role, uses, minutes }))
      }
    }
  }
})

test('an invitation tells its role and what is left of it', () => {
  const expiresAt = Date.UTC(2026, 0, 1, 12)
  assert.equal(
    describeInvitation({ role: 'co-host', usesLeft: 1, expiresAt: null }, t, 'en'),
    'Co-host · 1 use left',
  )
  assert.match(
    describeInvitation({ role: 'viewer', usesLeft: null, expiresAt }, t, 'en'),
    /^Viewer · until .*2026/,
  )
  assert.equal(describeInvitation({ role: 'speaker', usesLeft: null, expiresAt: null }, t, 'en'), 'Speaker')
})

test('every role has a name', () => {
  for (const role of roleSchema.options) assert.ok(texts[ROLE_TEXTS[role]], role)
})
