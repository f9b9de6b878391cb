import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { decides, OPEN_RULES, type Role } from '../../../protocol/index.ts'
import {
  betterRole,
  mustShowPassword,
  reasonToWait,
  refusalAtDoor,
  type Door,
  type Visitor,
} from './entry.ts'

const STRANGER: Visitor = {
  isBanned: false,
  isKnown: false,
  right: null,
  hasBadInvitation: false,
  pass: null,
}
const OPEN: Door = {
  mode: 'open',
  withoutHost: 'open',
  rules: OPEN_RULES,
  isNameFree: true,
  isOpenNow: true,
  capacity: undefined,
  seats: 3,
  hasHost: () => false,
}

const role = fc.constantFrom<Role | null>('host', 'co-host', 'speaker', 'viewer', null)
const visitor: fc.Arbitrary<Visitor> = fc.record({
  isBanned: fc.boolean(),
  isKnown: fc.boolean(),
  right: role,
  hasBadInvitation: fc.boolean(),
  pass: fc.option(fc.record({ whileLocked: fc.boolean(), hasShownPassword: fc.boolean() })),
})
const door: fc.Arbitrary<Door> = fc.record({
  mode: fc.constantFrom('open', 'accounts', 'tokens'),
  withoutHost: fc.constantFrom('open', 'wait'),
  rules: fc
    .record({
      locked: fc.boolean(),
      lobby: fc.boolean(),
      hasPassword: fc.boolean(),
      maxParticipants: fc.constantFrom(null, 1, 5),
    })
    .map((rules) => ({ ...OPEN_RULES, ...rules })),
  isNameFree: fc.boolean(),
  isOpenNow: fc.boolean(),
  capacity: fc.constantFrom(undefined, 'server_full' as const, 'room_full' as const),
  seats: fc.nat(9),
  hasHost: fc.boolean().map((has) => () => has),
})

/** All that keeps somebody out, in the order in which it is said. */
function outcome(who: Visitor, where: Door): string {
  return (
    refusalAtDoor(who, where) ??
    (mustShowPassword(who, where) ? 'password_required' : undefined) ??
    reasonToWait(who, where) ??
    'in'
  )
}

it('lets everybody into an open room', () => {
  assert.equal(outcome(STRANGER, OPEN), 'in')
})

it('says first what is in the way first', () => {
  const rules = { ...OPEN_RULES, locked: true, lobby: true, hasPassword: true, maxParticipants: 1 }
  const steps: [Partial<Visitor>, Partial<Door>, string][] = [
    [{ isBanned: true }, {}, 'banned'],
    [{ isBanned: false }, { mode: 'tokens' }, 'token_invalid'],
    [{ isKnown: true, hasBadInvitation: true }, {}, 'invitation_invalid'],
    [{ hasBadInvitation: false }, {}, 'room_reserved'],
    [{}, { isNameFree: true }, 'room_closed'],
    [{}, { isOpenNow: true }, 'room_locked'],
    [{}, { rules: { ...rules, locked: false } }, 'server_full'],
    [{}, { capacity: undefined }, 'room_full'],
    [{}, { rules: { ...rules, locked: false, maxParticipants: 4 } }, 'password_required'],
    [{ pass: { whileLocked: false, hasShownPassword: true } }, {}, 'in'],
    [{ pass: null }, { rules: { ...OPEN_RULES, lobby: true } }, 'lobby_wait'],
    [{}, { rules: OPEN_RULES, withoutHost: 'wait' }, 'host_absent'],
    [{}, { hasHost: () => true }, 'in'],
  ]
  let who: Visitor = STRANGER
  let where: Door = { ...OPEN, rules, isNameFree: false, isOpenNow: false, capacity: 'server_full' }
  for (const [visitorChange, doorChange, expected] of steps) {
    who = { ...who, ...visitorChange }
    where = { ...where, ...doorChange }
    assert.equal(outcome(who, where), expected)
  }
})

it('lets nobody past a ban, a full server, or a portal without a token', () => {
  fc.assert(
    fc.property(visitor, door, (who, where) => {
      if (who.isBanned || where.capacity || (where.mode === 'tokens' && !who.isKnown))
        assert.notEqual(outcome(who, where), 'in')
    }),
  )
})

it('lets hosts past hours, lock, lobby, password and the bound of the room', () => {
  fc.assert(
    fc.property(visitor, door, (who, where) => {
      fc.pre(who.right !== null && decides(who.right))
      fc.pre(!who.isBanned && !who.hasBadInvitation && !where.capacity)
      fc.pre(where.mode !== 'tokens' || who.isKnown)
      assert.equal(outcome(who, where), 'in')
    }),
  )
})

it('lets nobody into a protected room who has neither a right, nor a pass, nor the password', () => {
  fc.assert(
    fc.property(visitor, door, (who, where) => {
      fc.pre(who.right === null && who.pass === null)
      const { locked, lobby, hasPassword } = where.rules
      if (locked || lobby || hasPassword || !where.isOpenNow) assert.notEqual(outcome(who, where), 'in')
    }),
  )
})

it('lets a guest of a server with accounts wait in every room, whoever is in it', () => {
  const where: Door = { ...OPEN, mode: 'accounts' }
  assert.equal(outcome(STRANGER, where), 'lobby_wait')
  assert.equal(outcome(STRANGER, { ...where, hasHost: () => true }), 'lobby_wait')
  assert.equal(outcome({ ...STRANGER, isKnown: true }, where), 'in')
})

it('asks whoever was let in for a password that was set meanwhile', () => {
  const where: Door = { ...OPEN, rules: { ...OPEN_RULES, hasPassword: true } }
  const pass = { whileLocked: false, hasShownPassword: false }
  assert.equal(outcome({ ...STRANGER, pass }, where), 'password_required')
  assert.equal(outcome({ ...STRANGER, pass: { ...pass, hasShownPassword: true } }, where), 'in')
})

it('keeps the better of two roles', () => {
  assert.equal(betterRole('viewer', 'host'), 'host')
  assert.equal(betterRole('co-host', 'speaker'), 'co-host')
  assert.equal(betterRole(null, 'viewer'), 'viewer')
  assert.equal(betterRole(null, null), null)
})
