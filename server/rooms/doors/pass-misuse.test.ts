import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeConnection, hasCode, joinRequest, settle } from '../test-room.ts'
import { actorOf, createDoors, PROGRAM, type Comer, type DoorChoices } from './test-doors.ts'

const DEVICE = 'e'.repeat(22)

/** A room with a lobby and its host inside. */
async function setUp(t: TestContext, choices: DoorChoices = {}) {
  const bench = createDoors(t, choices)
  const { host, owner } = await bench.open()
  const { room } = host
  await room.policy.changeRules({ lobby: true }, PROGRAM)
  const passOf = (connection: FakeConnection): string => {
    const decision = connection.heard('lobby:decided').at(-1)
    assert.ok(decision?.kind === 'admitted', JSON.stringify(decision))
    return decision.pass
  }
  /** Somebody waits and is let in, and has not joined yet. */
  const admitted = async (name: string, comer: Comer = {}): Promise<string> => {
    const { connection } = await bench.knock(name, comer)
    room.doors.lobby.admit('all', PROGRAM)
    await settle()
    return passOf(connection)
  }
  const resume = async (resumeToken: string) =>
    await bench.rooms.join('red', new FakeConnection(), joinRequest('Eve', { resumeToken }))
  return { ...bench, host, owner, room, passOf, admitted, resume }
}

describe('a pass', () => {
  it('opens no lock for whom no host has let in: not by a rule that ends, nor by a host who comes', async (t) => {
    const { room, knock, come, passOf } = await setUp(t)
    const { connection } = await knock('Eve')
    await room.policy.changeRules({ locked: true }, PROGRAM)
    await room.policy.changeRules({ lobby: false }, PROGRAM)
    await settle()
    assert.deepEqual(connection.heard('lobby:decided'), [], 'a host decides while it is locked')
    await room.policy.changeRules({ locked: false }, PROGRAM)
    await settle()
    const pass = passOf(connection)
    await room.policy.changeRules({ locked: true }, PROGRAM)
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('room_locked'))
  })

  it('that nobody decided about passes neither a lobby nor a password', async (t) => {
    const { room, knock, come, passOf } = await setUp(t)
    const { connection } = await knock('Eve')
    await room.policy.changeRules({ lobby: false }, PROGRAM)
    await settle()
    const pass = passOf(connection)
    await room.policy.changeRules({ lobby: true }, PROGRAM)
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('lobby_wait'))
    await room.policy.changeRules({ lobby: false }, PROGRAM)
    await room.doors.setPassword('open', PROGRAM)
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('password_required'))
  })

  it('opens a lock for whom a host lets in while it is closed, and not for who was let in before', async (t) => {
    const { room, admitted, come, knock, passOf } = await setUp(t)
    const before = await admitted('Early')
    const late = await knock('Late')
    await room.policy.changeRules({ locked: true }, PROGRAM)
    await assert.rejects(come('Early', { credentials: { pass: before } }), hasCode('room_locked'))
    room.doors.lobby.admit('all', PROGRAM)
    await come('Late', { credentials: { pass: passOf(late.connection) } })
  })

  it('is good for one seat at a time, however often its bearer loses the line', async (t) => {
    const { room, admitted, come, resume } = await setUp(t)
    const pass = await admitted('Eve')
    const seats = []
    for (let time = 0; time < 4; time += 1) {
      const joined = await come('Eve', { credentials: { pass } })
      seats.push(joined)
      room.connectionLost(joined.seat, joined.connection, { pageClosed: false })
    }
    assert.equal(room.size, 2, 'the host and one seat')
    for (const { reply } of seats.slice(0, -1))
      await assert.rejects(resume(reply.resumeToken), hasCode('lobby_wait'))
    const last = seats.at(-1)
    assert.ok(last)
    assert.equal((await resume(last.reply.resumeToken)).seat, last.seat)
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('lobby_wait'))
  })

  it('is good for one of two who show it at once', async (t) => {
    const { admitted, come, media } = await setUp(t)
    const pass = await admitted('Eve')
    media.gate.hold('admit')
    const both = [come('Eve', { credentials: { pass } }), come('Eve', { credentials: { pass } })]
    await settle()
    media.gate.open('admit')
    const ended = await Promise.allSettled(both)
    assert.deepEqual(ended.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it('gives nobody more than their invitation, which has to be shown again', async (t) => {
    const { room: former, host, owner, come, knock, passOf } = await setUp(t, { withoutHost: 'wait' })
    await former.doors.setPassword('secret', PROGRAM)
    const plan = { role: 'viewer', uses: 1, minutes: null } as const
    const { secret } = await former.doors.invitations.create(plan, actorOf(host.seat))
    former.leave(host.seat)
    const { connection, room } = await knock('Eve', { credentials: { invitation: secret } })
    await room.policy.changeRules({ locked: true }, PROGRAM)
    await come('Owner', { credentials: { owner } })
    assert.equal(room.doors.lobby.admit('all', PROGRAM), 1)
    await settle()
    const pass = passOf(connection)
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('room_locked'))
    await room.policy.changeRules({ locked: false, lobby: false }, PROGRAM)
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('password_required'))
    const { seat } = await come('Eve', { credentials: { pass, invitation: secret } })
    assert.equal(seat.role, 'viewer')
    assert.equal(room.doors.invitations.good.length, 0, 'the one use is taken')
  })

  it('ends with the meeting in which it was given', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
    const { host, owner, room, admitted, come } = await setUp(t)
    const pass = await admitted('Eve')
    room.moderation.ending.set(actorOf(host.seat), 0)
    t.mock.timers.tick(1)
    await come('Owner', { credentials: { owner } })
    await assert.rejects(come('Eve', { credentials: { pass } }), hasCode('lobby_wait'))
  })

  it('lets nobody in again whom a host removed, the one used and the ones in reserve', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
    const { host, room, admitted, come } = await setUp(t)
    const credentials = { device: DEVICE }
    const [used, spare] = [await admitted('Eve', { credentials }), await admitted('Eva', { credentials })]
    const neighbour = await admitted('Nell', { credentials: { device: 'n'.repeat(22) } })
    const { seat } = await come('Eve', { credentials: { ...credentials, pass: used } })
    await room.moderation.removals.remove(actorOf(host.seat), { participantId: seat.id, ban: false })
    await assert.rejects(come('Eve', { credentials: { ...credentials, pass: used } }), hasCode('lobby_wait'))
    await assert.rejects(come('Eva', { credentials: { ...credentials, pass: spare } }), hasCode('lobby_wait'))
    await come('Nell', { credentials: { device: 'n'.repeat(22), pass: neighbour } })
    t.mock.timers.tick(1)
    const again = await admitted('Eve', { credentials })
    await come('Eve', { credentials: { ...credentials, pass: again } })
  })
})

describe('a pass after a restart', () => {
  it('is good for whoever did not use it, and not for whoever did', async (t) => {
    const { admitted, come, store, rooms, room } = await setUp(t)
    const [used, unused] = [await admitted('Eve'), await admitted('Ada')]
    const { seat } = await come('Eve', { credentials: { pass: used } })
    room.leave(seat)
    rooms.close()
    const later = createDoors(t, {}, { store })
    await later.rooms.restore()
    await assert.rejects(later.come('Eve', { credentials: { pass: used } }), hasCode('lobby_wait'))
    await later.come('Ada', { credentials: { pass: unused } })
  })

  it('is not good when another meeting began meanwhile', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
    const { host, owner, admitted, come, store, rooms, room } = await setUp(t)
    const pass = await admitted('Eve')
    room.moderation.ending.set(actorOf(host.seat), 0)
    await settle()
    t.mock.timers.tick(1)
    await come('Owner', { credentials: { owner } })
    rooms.close()
    const later = createDoors(t, {}, { store })
    await later.rooms.restore()
    await assert.rejects(later.come('Eve', { credentials: { pass } }), hasCode('lobby_wait'))
  })
})
