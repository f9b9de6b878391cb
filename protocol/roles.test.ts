import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  ACTIONS,
  can,
  canActOn,
  canWriteTo,
  decides,
  roleSchema,
  SEND_ACTION,
  type Action,
  type Role,
} from './roles.ts'
import { OPEN_RULES, type RoomRules } from './rules.ts'

const ROLES = roleSchema.options
// Written here once more: whoever adds an action to the table has to say on which side it stands.
const OF_HOSTS: readonly Action[] = [
  'stop-tracks',
  'ask-for-tracks',
  'lower-hands',
  'rename-others',
  'spotlight',
  'stage',
  'appoint',
  'remove',
  'admit',
  'set-rules',
  'set-password',
  'invite',
  'read-log',
  'end-room',
]
const OF_EVERYBODY: readonly Action[] = [
  'send-microphone',
  'send-camera',
  'send-screen',
  'chat',
  'chat-privately',
  'rename',
  'raise-hand',
]
const OF_THE_HOST_ALONE: readonly Action[] = ['appoint', 'end-room']

const senders = fc.constantFrom('everyone' as const, 'hosts' as const)
const anyRules: fc.Arbitrary<RoomRules> = fc.record({
  locked: fc.boolean(),
  lobby: fc.boolean(),
  hasPassword: fc.boolean(),
  webinar: fc.boolean(),
  startMuted: fc.boolean(),
  microphone: senders,
  camera: senders,
  screen: senders,
  chat: fc.constantFrom('everyone' as const, 'speakers' as const, 'hosts' as const),
  privateChat: fc.constantFrom('everyone' as const, 'with-hosts' as const, 'off' as const),
  rename: senders,
  maxParticipants: fc.constant(null),
  hours: fc.constant(null),
})
const anyRole = fc.constantFrom(...ROLES)

describe('can', () => {
  it('knows on which side every action stands', () => {
    assert.deepEqual([...OF_HOSTS, ...OF_EVERYBODY].sort(), [...ACTIONS].sort())
  })

  it('answers for every role, action and rule, and always the same', () => {
    fc.assert(
      fc.property(anyRole, fc.constantFrom(...ACTIONS), anyRules, (role, action, rules) => {
        const answer = can(role, action, Object.freeze({ ...rules }))
        assert.equal(typeof answer, 'boolean')
        assert.equal(can(role, action, rules), answer)
      }),
    )
  })

  it('gives nobody below a co-host anything that hosts do, whatever the rules say', () => {
    fc.assert(
      fc.property(anyRules, fc.constantFrom(...OF_HOSTS), (rules, action) => {
        for (const role of ['speaker', 'viewer'] as const) assert.equal(can(role, action, rules), false, role)
        assert.equal(can('host', action, rules), true)
        assert.equal(can('co-host', action, rules), !OF_THE_HOST_ALONE.includes(action))
      }),
    )
  })

  it('lets a higher role do all that a lower one may', () => {
    fc.assert(
      fc.property(anyRules, fc.constantFrom(...ACTIONS), (rules, action) => {
        const order: readonly Role[] = ['viewer', 'speaker', 'co-host', 'host']
        const answers = order.map((role) => can(role, action, rules))
        assert.deepEqual(
          answers,
          [...answers].sort((a, b) => Number(a) - Number(b)),
        )
      }),
    )
  })

  it('lets viewers send no media under any rules, and hosts always', () => {
    fc.assert(
      fc.property(anyRules, fc.constantFrom(...Object.values(SEND_ACTION)), (rules, action) => {
        assert.equal(can('viewer', action, rules), false)
        assert.equal(can('host', action, rules), true)
        assert.equal(can('co-host', action, rules), true)
      }),
    )
  })

  it('takes nothing from speakers in an open room, and media alone from viewers', () => {
    for (const action of OF_EVERYBODY) {
      assert.equal(can('speaker', action, OPEN_RULES), true, action)
      assert.equal(can('viewer', action, OPEN_RULES), !action.startsWith('send-'), action)
    }
  })
})

it('gives nobody below a co-host a say about anybody, and a co-host none about hosts', () => {
  for (const role of ROLES) {
    for (const other of ROLES) {
      assert.equal(canActOn(role, other), decides(role) && !(role === 'co-host' && other === 'host'))
    }
  }
})

it('lets people write privately as far as the rules say, and hosts in any case', () => {
  const may = (role: Role, other: Role, privateChat: RoomRules['privateChat']): boolean =>
    canWriteTo(role, other, { ...OPEN_RULES, privateChat })
  for (const role of ROLES) {
    for (const other of ROLES) {
      assert.equal(may(role, other, 'everyone'), true)
      assert.equal(may(role, other, 'with-hosts'), decides(role) || decides(other))
      assert.equal(may(role, other, 'off'), decides(role))
    }
  }
})
