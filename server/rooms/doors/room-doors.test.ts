import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeConnection, hasCode, joinRequest, settle } from '../test-room.ts'
import { actorOf, connectionFrom, createDoors, grant, PROGRAM } from './test-doors.ts'

const DEVICE = 'd'.repeat(22)

describe('the doors of a room', () => {
  it('make nobody host by coming first, and let everybody in', async (t) => {
    const { come } = createDoors(t)
    assert.equal((await come('Ada')).seat.role, 'speaker')
    assert.equal((await come('Bob')).seat.role, 'speaker')
  })

  it('make whoever comes first host where the operator wants that, but not in a room of somebody', async (t) => {
    const { come, claim } = createDoors(t, { host: 'first' })
    assert.equal((await come('Ada')).seat.role, 'host')
    assert.equal((await come('Bob')).seat.role, 'speaker')
    await claim('Owner', 'blue')
    assert.equal((await come('Eve', { room: 'blue' })).seat.role, 'speaker')
  })

  it('know the owner by the token of the newest generation alone', async (t) => {
    const { come, open } = createDoors(t)
    const { owner, host } = await open()
    assert.equal(host.seat.role, 'host')
    assert.equal((await come('Second tab', { credentials: { owner } })).seat.role, 'host')
    const newer = await host.room.doors.owner.give('Owner')
    assert.notEqual(newer, owner)
    assert.equal((await come('Old link', { credentials: { owner } })).seat.role, 'speaker')
    assert.equal((await come('New link', { credentials: { owner: newer } })).seat.role, 'host')
    for (const forged of [`${owner}x`, 'x', host.reply.resumeToken])
      assert.equal((await come('Eve', { credentials: { owner: forged } })).seat.role, 'speaker')
  })

  it('take either of two owner tokens, and tell their bearer alone that the room is theirs', async (t) => {
    const { come, claim } = createDoors(t)
    const owner = await claim('Owner')
    const shown = [{ owner }, { owner: 'x', otherOwner: owner }, { owner, otherOwner: 'x' }]
    for (const credentials of shown) {
      const { seat, reply } = await come('Owner', { credentials })
      assert.equal(seat.role, 'host')
      assert.equal(reply.isRoomOwner, true)
    }
    const { reply } = await come('Eve', { credentials: { owner: 'x', otherOwner: `${owner}x` } })
    assert.equal('isRoomOwner' in reply, false)
  })

  it('open a room of somebody else to no owner token, also when it was forgotten and made anew', async (t) => {
    const { come, claim, store } = createDoors(t)
    const owner = await claim('Owner')
    await store.removePolicy('red')
    await claim('Another')
    assert.equal((await come('Owner', { credentials: { owner } })).seat.role, 'speaker')
    assert.equal((await come('Owner', { credentials: { owner }, room: 'blue' })).seat.role, 'speaker')
  })

  it('are passed by hosts whatever the rules are, and by others as far as these allow', async (t) => {
    const { come, open } = createDoors(t)
    const { owner, host } = await open()
    const { policy, doors } = host.room
    await policy.changeRules({ locked: true, lobby: true, maxParticipants: 1 }, PROGRAM)
    await doors.setPassword('open', PROGRAM)
    await come('Owner', { credentials: { owner } })
    await assert.rejects(come('Eve'), hasCode('room_locked'))
    await policy.changeRules({ locked: false }, PROGRAM)
    await assert.rejects(come('Eve'), hasCode('room_full'))
    await policy.changeRules({ maxParticipants: null }, PROGRAM)
    await assert.rejects(come('Eve'), hasCode('password_required'))
    await assert.rejects(come('Eve', { credentials: { password: 'shut' } }), hasCode('password_wrong'))
    await assert.rejects(come('Eve', { credentials: { password: 'open' } }), hasCode('lobby_wait'))
    await policy.changeRules({ lobby: false, webinar: true }, PROGRAM)
    assert.equal((await come('Bob', { credentials: { password: 'open' } })).seat.role, 'viewer')
  })

  it('use an invitation once for each seat, and let one of two win', async (t) => {
    const { come, open, store } = createDoors(t)
    const { host } = await open()
    const { doors, policy } = host.room
    await policy.changeRules({ locked: true }, PROGRAM)
    const { secret } = await doors.invitations.create({ role: 'co-host', uses: 1, minutes: null }, PROGRAM)
    const both = await Promise.allSettled([
      come('Bob', { credentials: { invitation: secret } }),
      come('Eve', { credentials: { invitation: secret } }),
    ])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const [lost] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    assert.ok(hasCode('invitation_invalid')(lost))
    const [won] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    assert.equal(won?.seat.role, 'co-host')
    assert.deepEqual(
      store.policies.get('red')?.invitations.map(({ used, usesLeft }) => [used, usesLeft]),
      [[1, 0]],
    )
  })

  it('take no use for a join that fails', async (t) => {
    const { come, open, media } = createDoors(t)
    const { host } = await open()
    const { invitations } = host.room.doors
    const { secret } = await invitations.create({ role: 'speaker', uses: 1, minutes: null }, PROGRAM)
    media.gate.hold('admit')
    const failing = come('Bob', { credentials: { invitation: secret } })
    await settle()
    media.gate.release('admit', new Error('no media'))
    await assert.rejects(failing)
    assert.equal(invitations.good[0]?.usesLeft, 1)
  })

  it('refuse invitations that expired, were revoked, or are of another room', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
    const { come, open } = createDoors(t)
    const { host } = await open()
    const { invitations } = host.room.doors
    const elsewhere = await (
      await open('blue')
    ).host.room.doors.invitations.create({ role: 'host', uses: null, minutes: null }, PROGRAM)
    const short = await invitations.create({ role: 'speaker', uses: null, minutes: 1 }, PROGRAM)
    const revoked = await invitations.create({ role: 'speaker', uses: null, minutes: null }, PROGRAM)
    await come('Bob', { credentials: { invitation: short.secret } })
    await invitations.revoke(revoked.invitation.id, PROGRAM)
    t.mock.timers.tick(60_000)
    for (const { secret } of [elsewhere, short, revoked])
      await assert.rejects(
        come('Eve', { credentials: { invitation: secret } }),
        hasCode('invitation_invalid'),
      )
  })

  it('let a co-host invite speakers and viewers alone', async (t) => {
    const { open } = createDoors(t)
    const { host } = await open()
    const { invitations } = host.room.doors
    const coHost = actorOf({ id: 'bob', name: 'Bob', role: 'co-host' })
    for (const role of ['host', 'co-host'] as const)
      await assert.rejects(invitations.create({ role, uses: 1, minutes: 1 }, coHost), hasCode('not_allowed'))
    const { invitation } = await invitations.create({ role: 'viewer', uses: 1, minutes: 1 }, coHost)
    assert.equal(invitation.madeBy, 'Bob')
  })

  it('know the banned by account and browser, and by address only where there is nothing else', async (t) => {
    const { come, open } = createDoors(t)
    const { owner, host } = await open()
    const ban = { id: 'one', name: 'Eve', at: 1, by: 'Owner' }
    const { marks } = (await come('Eve', { credentials: { device: DEVICE } })).seat.arrival
    assert.equal(marks.devices.length, 1)
    await host.room.policy.setBans([{ ...ban, devices: [...marks.devices] }])
    await assert.rejects(come('Other', { credentials: { device: DEVICE } }), hasCode('banned'))
    await come('Owner', { credentials: { device: DEVICE, owner } })
    await come('Neighbour')
    await host.room.policy.setBans([{ ...ban, address: '192.0.2.1' }])
    await assert.rejects(come('Neighbour'), hasCode('banned'))
    await come('Far', { connection: connectionFrom('192.0.2.7') })
    await host.room.policy.setBans([{ ...ban, account: 'eve' }])
    await assert.rejects(
      come('Eve', { connection: connectionFrom('192.0.2.7', grant('eve')) }),
      hasCode('banned'),
    )
  })

  it('look again when the seat is given', async (t) => {
    const { rooms, open, media } = createDoors(t)
    const { host } = await open()
    const { policy, doors } = host.room
    const changes: [() => Promise<void>, Parameters<typeof hasCode>[0]][] = [
      [() => policy.changeRules({ locked: true }, PROGRAM), 'room_locked'],
      [() => policy.setBans([{ id: 'one', name: '', at: 1, by: '', address: '192.0.2.1' }]), 'banned'],
      [() => doors.setPassword('new', PROGRAM), 'password_required'],
      [() => policy.changeRules({ maxParticipants: 1 }, PROGRAM), 'room_full'],
      [() => policy.changeRules({ lobby: true }, PROGRAM), 'lobby_wait'],
    ]
    for (const [change, code] of changes) {
      media.gate.hold('admit')
      const joining = rooms.join('red', new FakeConnection(), joinRequest('Bob'))
      await settle()
      await change()
      media.gate.open('admit')
      await assert.rejects(joining, hasCode(code), code)
      assert.equal(host.room.size, 1, 'the seat is free again')
      await policy.changeRules({ locked: false, lobby: false, maxParticipants: null }, PROGRAM)
      await policy.setBans([])
      await doors.setPassword(null, PROGRAM)
    }
  })

  it('give the former seat back without a question, whatever the rules are by now', async (t) => {
    const { rooms, come, open } = createDoors(t)
    const { host } = await open()
    const bob = await come('Bob')
    await host.room.policy.changeRules({ locked: true, lobby: true }, PROGRAM)
    await host.room.doors.setPassword('open', PROGRAM)
    for (const { reply, seat } of [bob, host]) {
      const again = await rooms.join(
        'red',
        new FakeConnection(),
        joinRequest('X', { resumeToken: reply.resumeToken }),
      )
      assert.equal(again.seat, seat)
    }
  })

  it('take the word of a portal, and nothing else where the operator wants that', async (t) => {
    const { come, claim } = createDoors(t, {
      mode: 'tokens',
      readToken: async (token, room) => ({
        subject: token,
        role: room === 'red' ? 'host' : null,
        name: 'Of Portal',
      }),
    })
    await assert.rejects(come('Eve'), hasCode('token_invalid'))
    await assert.rejects(claim('Eve'), hasCode('token_invalid'))
    const ada = await come('Ada', { credentials: { token: 'ada' } })
    assert.deepEqual(
      [ada.seat.role, ada.seat.name, ada.seat.arrival.marks.account],
      ['host', 'Of Portal', 'ada'],
    )
    assert.equal((await come('Ada', { credentials: { token: 'ada' }, room: 'blue' })).seat.role, 'speaker')
  })

  it('keep names to themselves that the operator reserved', async (t) => {
    const { come, claim, rooms, store } = createDoors(t, {
      reservedRooms: ['board', 'ops-*'],
      allowedRooms: [],
    })
    await assert.rejects(come('Eve', { room: 'board' }), hasCode('room_reserved'))
    await assert.rejects(claim('Eve', 'ops-night'), hasCode('room_reserved'))
    assert.equal(rooms.roomCount, 0)
    store.policies.set('board', {
      owner: { name: 'Operator', generation: 5 },
      rules: {},
      password: null,
      invitations: [],
      bans: [],
    })
    await come('Ada', { room: 'board' })
  })
})
