import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { doorHandlers } from '../../signaling/handlers/doors.ts'
import { FakeConnection, hasCode, joinRequest, settle } from '../test-room.ts'
import { actorOf, connectionFrom, createDoors, grant, PROGRAM } from './test-doors.ts'

const DEVICE = 'o'.repeat(22)

describe('whose room it is', () => {
  it('is proved by the newest token alone, also to whoever sits in it as the former owner', async (t) => {
    const { open, come } = createDoors(t)
    const { host } = await open()
    const linkOf = ({ room, seat }: typeof host): unknown =>
      doorHandlers['owner:link']({ session: { requireSeat: () => ({ room, seat }) } } as never)
    assert.deepEqual(linkOf(host), { owner: host.room.doors.owner.token })
    const fresh = await host.room.doors.owner.give('New owner')
    assert.throws(() => linkOf(host), hasCode('not_allowed'), 'the former owner')
    const successor = await come('New owner', { credentials: { owner: fresh } })
    assert.deepEqual(linkOf(successor), { owner: fresh })
    const { seat } = await come('Eve')
    seat.setRole('host')
    assert.throws(() => linkOf({ ...host, seat }), hasCode('not_allowed'), 'another host')
  })

  it('stands with the seat over a restart, also of one who was host before it was theirs', async (t) => {
    const { come, rooms, store } = createDoors(t, { host: 'first' })
    const { seat, reply } = await come('Ada')
    assert.equal(seat.role, 'host')
    await rooms.claim('red', { displayName: 'Ada', connection: new FakeConnection() }, seat)
    rooms.close()
    const later = createDoors(t, {}, { store })
    await later.rooms.restore()
    const request = joinRequest('Ada', { resumeToken: reply.resumeToken })
    const back = await later.rooms.join('red', new FakeConnection(), request)
    assert.equal(back.seat.owner?.ownerGeneration, store.policies.get('red')?.owner?.generation)
  })

  it('is nothing for somebody whose seat is gone, nor for who was overtaken by a program', async (t) => {
    const { come, rooms, store } = createDoors(t)
    const gone = await come('Gone')
    await come('Bob')
    gone.room.leave(gone.seat)
    const asker = { displayName: 'Gone', connection: new FakeConnection() }
    await assert.rejects(rooms.claim('red', asker, gone.seat), hasCode('not_allowed'), 'Bob is inside')
    const { seat, room } = await come('Eve', { room: 'blue' })
    store.gate.hold('savePolicy')
    const claiming = rooms.claim('blue', { ...asker, displayName: 'Eve' }, seat)
    await settle()
    const giving = room.doors.owner.give('Portal')
    store.gate.open('savePolicy')
    await Promise.all([claiming, giving])
    assert.notEqual(seat.owner?.ownerGeneration, room.policy.owner?.generation)
    assert.equal(seat.role, 'speaker')
  })

  it('is decided once when two claim a room at the same moment, and whoever enters knows it', async (t) => {
    const { rooms, come, store } = createDoors(t)
    const claim = (name: string) =>
      rooms.claim('red', { displayName: name, connection: connectionFrom('192.0.2.7') })
    const ended = await Promise.allSettled([claim('Ada'), come('Bob'), claim('Eve')])
    const [ada, bob, eve] = ended
    assert.equal(bob.status, 'fulfilled')
    const claims = [ada, eve].filter(({ status }) => status === 'fulfilled')
    assert.ok(claims.length <= 1, 'two were told that the room is theirs')
    const open = rooms.find('red')?.policy.owner ?? null
    assert.deepEqual(open, store.policies.get('red')?.owner ?? null, 'the room knows what is stored')
    assert.equal(open === null ? 0 : 1, claims.length)
  })

  it('is not lost to a room that opens in the turn after the look for it', async (t) => {
    for (let turns = 0; turns < 8; turns += 1) {
      const { rooms, come, store } = createDoors(t)
      store.gate.hold('loadPolicy')
      const claiming = rooms.claim('red', { displayName: 'Ada', connection: new FakeConnection() })
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      const coming = come('Bob')
      await settle()
      store.gate.open('loadPolicy')
      const [claimed] = await Promise.allSettled([claiming, coming])
      const owner = rooms.find('red')?.policy.owner ?? null
      assert.equal(owner !== null, claimed.status === 'fulfilled', `${turns} turns later`)
    }
  })
})

describe('the owner of a room', () => {
  it('is banned from it by nobody inside: by no host, no address and no browser', async (t) => {
    const { claim, come } = createDoors(t)
    const owner = await claim('Owner')
    const credentials = { owner, device: DEVICE }
    const host = await come('Owner', { credentials })
    const eve = await come('Eve')
    eve.seat.setRole('host')
    const { removals } = host.room.moderation
    for (const ban of [true, false])
      await assert.rejects(
        removals.remove(actorOf(eve.seat), { participantId: host.seat.id, ban }),
        hasCode('not_allowed'),
      )
    const sameBrowser = await come('Eve too', { credentials: { device: DEVICE } })
    await removals.remove(actorOf(eve.seat), { participantId: sameBrowser.seat.id, ban: true })
    assert.equal(host.seat.isGone, false)
    await come('Owner', { credentials })
    await removals.remove(PROGRAM, { participantId: host.seat.id, ban: true })
    assert.equal(host.seat.isGone, true, 'a program may')
  })

  it('and hosts by right come in from behind an address that is banned, and others do not', async (t) => {
    const { claim, come } = createDoors(t, {
      readToken: async (token) => grant(token, token === 'host' ? 'host' : 'speaker'),
    })
    const owner = await claim('Owner')
    const { room } = await come('Owner', { credentials: { owner } })
    const { secret } = await room.doors.invitations.create({ role: 'co-host', uses: 1, minutes: 1 }, PROGRAM)
    await room.policy.setBans([{ id: 'one', name: 'Eve', at: 1, by: 'Owner', address: '192.0.2.1' }])
    await come('Owner', { credentials: { owner } })
    await come('Bob', { credentials: { invitation: secret } })
    await come('Teacher', { credentials: { token: 'host' } })
    await assert.rejects(come('Pupil', { credentials: { token: 'pupil' } }), hasCode('banned'))
    await assert.rejects(come('Eve'), hasCode('banned'))
  })
})

describe('a room that becomes somebody’s', () => {
  it('opens to no invitation of whoever decided in it before', async (t) => {
    const { come, claim, rooms } = createDoors(t, { host: 'first' })
    const former = await come('Former')
    const plan = { role: 'host', uses: null, minutes: null } as const
    const { secret } = await former.room.doors.invitations.create(plan, actorOf(former.seat))
    const next = await come('Ada')
    former.room.leave(former.seat)
    await rooms.claim('red', { displayName: 'Ada', connection: next.connection }, next.seat)
    await assert.rejects(
      come('Former', { credentials: { invitation: secret } }),
      hasCode('invitation_invalid'),
    )
    await assert.rejects(claim('Former'), hasCode('room_owned'))
  })

  it('tells nothing of what was done in it before', async (t) => {
    const { come, claim, store } = createDoors(t)
    const alice = await come('Alice Secret')
    const bob = await come('Bob Secret')
    alice.room.leave(alice.seat)
    bob.room.leave(bob.seat)
    await settle()
    assert.equal(store.logs.get('red')?.length ?? 0, 0, 'it ends with the meeting')
    const first = { number: 1, at: 1, kind: 'joined' as const, target: { name: 'Carol Secret' } }
    store.logs.set('red', [first])
    const owner = await claim('Owner')
    const { room } = await come('Owner', { credentials: { owner } })
    assert.doesNotMatch(JSON.stringify(await room.moderation.log.read({ limit: 50 })), /Secret/)
  })

  it('tells whoever opens it after a crash nothing either, though it is nobody’s', async (t) => {
    const { come, store } = createDoors(t, { host: 'first' })
    const { seat, room } = await come('Alice Secret')
    room.leave(seat)
    await settle()
    store.logs.set('red', [{ number: 1, at: 1, kind: 'joined', target: { name: 'Alice Secret' } }])
    const again = await come('Eve')
    assert.doesNotMatch(JSON.stringify(await again.room.moderation.log.read({ limit: 50 })), /Secret/)
  })
})
