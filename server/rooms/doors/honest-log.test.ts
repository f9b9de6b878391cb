import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeConnection, hasCode, settle } from '../test-room.ts'
import { actorOf, connectionFrom, createDoors, grant, PROGRAM } from './test-doors.ts'

describe('somebody outside', () => {
  it('writes no line of the log and no event by knocking at an open door', async (t) => {
    const { open, knock, names } = createDoors(t)
    const { host } = await open()
    await settle()
    const before = names().length
    for (let time = 0; time < 100; time += 1) {
      const connection = new FakeConnection()
      const { id } = await knock('Owner', { connection })
      await settle()
      assert.equal(connection.heard('lobby:decided')[0]?.kind, 'admitted')
      host.room.doors.lobby.leave(id, connection)
    }
    assert.deepEqual(names().slice(before), [])
    const log = await host.room.moderation.log.read({ limit: 100 })
    assert.deepEqual(
      log.map(({ kind }) => kind),
      ['joined'],
    )
  })

  it('washes nothing out of the log by knocking at a lobby again and again', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
    const { open, knock } = createDoors(t)
    const { host } = await open()
    await host.room.policy.changeRules({ lobby: true }, actorOf(host.seat))
    for (let time = 0; time < 1500; time += 1) {
      const connection = new FakeConnection()
      const { id } = await knock(`Eve ${time}`, { connection })
      host.room.doors.lobby.leave(id, connection)
    }
    t.mock.timers.tick(10_000)
    const log = await host.room.moderation.log.read({ limit: 100 })
    assert.ok(log.length < 15, `${log.length} lines`)
    assert.ok(log.some(({ kind }) => kind === 'rules-changed'))
  })

  it('is told in the log as let in by a host alone, whatever opens the door for them', async (t) => {
    const { open, knock, events } = createDoors(t)
    const decided: string[] = []
    events.on('knockDecided', ({ displayName, by }) => decided.push(`${displayName} by ${by.name}`))
    const { host } = await open()
    const { policy, doors } = host.room
    await policy.changeRules({ lobby: true }, PROGRAM)
    await knock('Bob')
    doors.lobby.admit('all', actorOf(host.seat))
    await knock('Owner')
    await policy.changeRules({ lobby: false }, PROGRAM)
    await settle()
    assert.deepEqual(decided, ['Bob by Owner'])
  })
})

describe('those who wait', () => {
  it('are told what was decided of each of them, also when the meeting ends right after', async (t) => {
    const { open, knock } = createDoors(t)
    const { host } = await open()
    await host.room.policy.changeRules({ lobby: true }, PROGRAM)
    const waiting = []
    for (let index = 0; index < 25; index += 1)
      waiting.push(await knock(`Guest ${index}`, { connection: connectionFrom(`192.0.2.${index}`) }))
    const [first] = waiting
    assert.ok(first)
    host.room.doors.lobby.deny([first.id], PROGRAM)
    host.room.doors.lobby.admit(
      waiting.slice(1, 20).map(({ id }) => id),
      PROGRAM,
    )
    host.room.moderation.ending.set(actorOf(host.seat), 0)
    const told = waiting.map(({ connection }) => connection.heard('lobby:decided'))
    assert.ok(told.every(({ length }) => length === 1))
    assert.deepEqual(
      told.map(([one]) => (one?.kind === 'refused' ? one.code : 'admitted')),
      ['lobby_denied', ...Array<string>(19).fill('admitted'), ...Array<string>(5).fill('room_ended')],
    )
  })

  it('keep no room alive whose rules are nobody’s: these end with the last who had a seat', async (t) => {
    const { come, knock, rooms, store } = createDoors(t, { host: 'first' })
    const host = await come('Ada')
    await host.room.policy.changeRules({ lobby: true, locked: true }, PROGRAM)
    await host.room.policy.changeRules({ locked: false }, PROGRAM)
    const eve = await knock('Eve')
    host.room.leave(host.seat)
    await settle()
    assert.equal(eve.connection.heard('lobby:decided')[0]?.kind, 'admitted')
    assert.equal(rooms.roomCount, 0)
    assert.equal(store.policies.has('red'), false)
    assert.equal((await come('Bob')).seat.role, 'host', 'a room like any other')
  })

  it('for a host keep waiting when the last one leaves, and nothing is told again and again', async (t) => {
    const { come, knock, names, rooms } = createDoors(t, {
      withoutHost: 'wait',
      readToken: async (token) => grant(token, 'host'),
    })
    const host = await come('Teacher', { credentials: { token: 'teacher' } })
    await host.room.policy.changeRules({ lobby: true }, PROGRAM)
    const eve = await knock('Eve')
    host.room.leave(host.seat)
    for (let time = 0; time < 5; time += 1) await assert.rejects(come('Bob'), hasCode('host_absent'))
    await settle()
    assert.equal(names().filter((name) => name === 'ownerChanged').length, 1)
    assert.deepEqual(eve.connection.heard('lobby:decided'), [])
    assert.equal(rooms.roomCount, 1)
  })

  it('are freed as well when the last who is on the way to a seat does not arrive', async (t) => {
    const { come, knock, rooms, media, store } = createDoors(t, { host: 'first' })
    const host = await come('Ada')
    const { room } = host
    media.gate.hold('admit')
    const failing = come('Bob')
    await settle()
    await room.policy.changeRules({ lobby: true }, PROGRAM)
    const eve = await knock('Eve')
    room.leave(host.seat)
    media.gate.release('admit', new Error('no media'))
    await assert.rejects(failing)
    await settle()
    assert.equal(eve.connection.heard('lobby:decided')[0]?.kind, 'admitted')
    assert.equal(rooms.roomCount, 0)
    assert.equal(store.policies.has('red'), false)
  })

  it('hold up no server that stops once the last host has left', async (t) => {
    const { open, knock, rooms } = createDoors(t)
    const { host } = await open()
    await host.room.policy.changeRules({ lobby: true }, PROGRAM)
    const eve = await knock('Eve')
    let isDrained = false
    rooms.drain(() => (isDrained = true))
    assert.equal(isDrained, false, 'the meeting goes on')
    host.room.leave(host.seat)
    assert.equal(isDrained, true)
    assert.deepEqual(eve.connection.heard('lobby:decided'), [], 'the next server decides')
  })
})
