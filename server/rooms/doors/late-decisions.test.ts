import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode, settle } from '../test-room.ts'
import { actorOf, connectionFrom, createDoors, grant, PROGRAM } from './test-doors.ts'

describe('what somebody is in a room', () => {
  it('is decided when the seat is given: of two who come first at once one is host', async (t) => {
    const held: (() => void)[] = []
    const { come } = createDoors(t, {
      host: 'first',
      readToken: async (token) => {
        await new Promise<void>((resolve) => held.push(resolve))
        return grant(token)
      },
    })
    const both = [come('Ada', { credentials: { token: 'a' } }), come('Bob', { credentials: { token: 'b' } })]
    await settle()
    assert.equal(held.length, 2)
    for (const resolve of held) resolve()
    const roles = (await Promise.all(both)).map(({ seat }) => seat.role)
    assert.deepEqual(roles.sort(), ['host', 'speaker'])
  })

  it('follows rules that change on the way in, and is stored so', async (t) => {
    const { open, come, media, store } = createDoors(t)
    const { host } = await open()
    media.gate.hold('admit')
    const coming = come('Eve')
    await settle()
    await host.room.policy.changeRules({ webinar: true, startMuted: true }, PROGRAM)
    media.gate.open('admit')
    const { seat } = await coming
    await settle()
    assert.equal(seat.role, 'viewer')
    assert.equal(seat.arrival.takeStartsMuted(), true)
    assert.equal(store.seats('red').get(seat.id)?.role, 'viewer')
  })

  it('is nothing any more when the right to it ends on the way in', async (t) => {
    const { open, come, media } = createDoors(t)
    const { host, owner } = await open()
    const { invitations } = host.room.doors
    const { secret, invitation } = await invitations.create({ role: 'co-host', uses: 1, minutes: 5 }, PROGRAM)
    media.gate.hold('admit')
    const coming = [
      come('Bob', { credentials: { invitation: secret } }),
      come('Former', { credentials: { owner } }),
    ]
    await settle()
    await invitations.revoke(invitation.id, PROGRAM)
    await host.room.doors.owner.give('Another')
    media.gate.open('admit')
    const [bob, former] = await Promise.allSettled(coming)
    assert.ok(bob?.status === 'rejected' && hasCode('invitation_invalid')(bob.reason))
    assert.ok(former?.status === 'rejected' && hasCode('not_allowed')(former.reason))
    assert.equal(host.room.size, 1)
  })
})

describe('an account', () => {
  const account = (role: 'host' | 'viewer' | 'speaker' | null) => ({
    connection: connectionFrom('192.0.2.9', grant(`of ${role}`, role)),
  })

  it('is no right of entry unless it decides: its group passes no password and no lobby', async (t) => {
    const { open, come } = createDoors(t)
    const { host } = await open()
    const { policy, doors } = host.room
    await doors.setPassword('open', PROGRAM)
    for (const role of ['viewer', 'speaker', null] as const)
      await assert.rejects(come('Guest', account(role)), hasCode('password_required'), String(role))
    await doors.setPassword(null, PROGRAM)
    await policy.changeRules({ lobby: true }, PROGRAM)
    for (const role of ['viewer', 'speaker', null] as const)
      await assert.rejects(come('Guest', account(role)), hasCode('lobby_wait'), String(role))
    assert.equal((await come('Teacher', account('host'))).seat.role, 'host')
    await policy.changeRules({ lobby: false }, PROGRAM)
    assert.equal((await come('Guest', account('viewer'))).seat.role, 'viewer', 'inside it is the role')
  })
})

describe('a decision that comes too late', () => {
  it('brings back nothing of a room that has ended, and changes nothing of the next', async (t) => {
    const { come, store } = createDoors(t, { host: 'first' })
    const { room, seat } = await come('Eve')
    const setting = room.doors.setPassword('nobody knows', actorOf(seat), '192.0.2.1')
    room.leave(seat)
    assert.equal(room.closed, true)
    await assert.rejects(setting, hasCode('room_ended'))
    await assert.rejects(room.policy.changeRules({ locked: true }, actorOf(seat)), hasCode('room_ended'))
    await assert.rejects(room.doors.owner.give('Eve'), hasCode('room_ended'))
    await assert.rejects(room.policy.forget(), hasCode('room_ended'))
    await settle()
    assert.equal(store.policies.has('red'), false)
    await come('Bob')
  })

  it('writes no former rules of an owned room over those of the next meeting', async (t) => {
    const { open, come, store } = createDoors(t)
    const { host, owner } = await open()
    const setting = host.room.doors.setPassword('late', actorOf(host.seat))
    host.room.moderation.ending.set(actorOf(host.seat), 0)
    const next = await come('Owner', { credentials: { owner } })
    await next.room.policy.changeRules({ webinar: true }, PROGRAM)
    await assert.rejects(setting, hasCode('room_ended'))
    assert.deepEqual(
      [store.policies.get('red')?.password, store.policies.get('red')?.rules],
      [null, { webinar: true }],
    )
  })
})
