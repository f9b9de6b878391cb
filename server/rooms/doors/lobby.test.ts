import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { hasCode, settle, type FakeConnection } from '../test-room.ts'
import { connectionFrom, createDoors, PROGRAM, type DoorChoices } from './test-doors.ts'

/** A room with a lobby and its host inside. */
async function setUp(t: TestContext, choices: DoorChoices = {}) {
  const bench = createDoors(t, choices)
  const { host, owner } = await bench.open()
  await host.room.policy.changeRules({ lobby: true }, PROGRAM)
  const { lobby } = host.room.doors
  const told = () => host.connection.heard('lobby:changed').at(-1)
  const decided = (connection: FakeConnection) => connection.heard('lobby:decided')
  const passOf = (connection: FakeConnection): string => {
    const [decision] = decided(connection)
    assert.ok(decision?.kind === 'admitted', JSON.stringify(decision))
    return decision.pass
  }
  return { ...bench, host, owner, lobby, told, decided, passOf }
}

describe('a lobby', () => {
  it('lets in whom a host admits, for one seat and that person alone', async (t) => {
    const { come, knock, lobby, passOf, told } = await setUp(t)
    const device = 'd'.repeat(22)
    const bob = await knock('Bob', { credentials: { device } })
    assert.equal(bob.canBeAdmitted, true)
    assert.deepEqual(
      told()?.waiting.map(({ id, name }) => [id, name]),
      [[bob.id, 'Bob']],
    )
    assert.equal(lobby.admit([bob.id], PROGRAM), 1)
    const pass = passOf(bob.connection)
    await assert.rejects(come('Eve', { credentials: { pass, device } }), hasCode('lobby_wait'))
    await assert.rejects(come('Bob', { credentials: { pass } }), hasCode('lobby_wait'))
    await assert.rejects(
      come('Bob', { credentials: { pass, device }, room: 'red' }).then(() =>
        come('Bob', { credentials: { pass, device } }),
      ),
      hasCode('lobby_wait'),
    )
  })

  it('has one decision when two hosts decide at once', async (t) => {
    const { knock, lobby, decided } = await setUp(t)
    const bob = await knock('Bob')
    assert.equal(lobby.deny('all', PROGRAM, 'Not today.'), 1)
    assert.equal(lobby.admit([bob.id], PROGRAM), 0)
    assert.deepEqual(
      decided(bob.connection).map((one) => [one.kind, 'reason' in one ? one.reason : '']),
      [['refused', 'Not today.']],
    )
  })

  it('tells names apart, and hosts who come later of everybody', async (t) => {
    const { knock, come, owner, lobby } = await setUp(t)
    await knock('Bob')
    await knock('Bob')
    const second = await come('Second', { credentials: { owner } })
    assert.deepEqual(
      second.connection
        .heard('lobby:changed')
        .at(-1)
        ?.waiting.map(({ name }) => name),
      ['Bob', 'Bob (2)'],
    )
    assert.equal(lobby.list().count, 2)
  })

  it('tells hosts of many who come in few messages, and nobody else', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const { host, come, knock, lobby, passOf, told } = await setUp(t)
    const bob = await knock('Bob')
    lobby.admit('all', PROGRAM)
    const inside = await come('Bob', { credentials: { pass: passOf(bob.connection) } })
    t.mock.timers.tick(2000)
    const before = host.connection.heard('lobby:changed').length
    for (let index = 0; index < 60; index += 1) await knock(`Guest ${index}`)
    t.mock.timers.tick(500)
    assert.equal(host.connection.heard('lobby:changed').length, before + 2)
    assert.deepEqual([told()?.count, told()?.waiting.length], [60, 50])
    t.mock.timers.tick(5000)
    assert.equal(host.connection.heard('lobby:changed').length, before + 2)
    assert.deepEqual(inside.connection.heard('lobby:changed'), [])
  })

  it('spreads out those who are let in together', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { knock, lobby, decided } = await setUp(t)
    const all: Awaited<ReturnType<typeof knock>>[] = []
    for (let index = 0; index < 200; index += 1)
      all.push(await knock(`Guest ${index}`, { connection: connectionFrom(`192.0.2.${index}`) }))
    const toldNow = () => all.filter(({ connection }) => decided(connection).length > 0).length
    assert.equal(lobby.admit('all', PROGRAM), 200)
    assert.equal(lobby.list().count, 0)
    assert.equal(toldNow(), 10)
    t.mock.timers.tick(250)
    assert.equal(toldNow(), 20)
    for (let turn = 0; turn < 18; turn += 1) t.mock.timers.tick(250)
    assert.equal(toldNow(), 200)
    assert.ok(all.every(({ connection }) => decided(connection).length === 1))
  })

  it('keeps a place over a broken connection, and tells what was decided meanwhile', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { knock, lobby, decided, host } = await setUp(t)
    const bob = await knock('Bob')
    lobby.connectionLost(bob.id, bob.connection)
    assert.equal(lobby.list().waiting[0]?.isConnected, false)
    const again = await knock('Bob', { id: bob.id })
    assert.equal(again.id, bob.id)
    lobby.connectionLost(bob.id, bob.connection)
    assert.equal(lobby.list().waiting[0]?.isConnected, true, 'the former connection has no say')
    lobby.connectionLost(bob.id, again.connection)
    lobby.admit('all', PROGRAM)
    const third = await knock('Bob', { id: bob.id })
    await settle()
    assert.deepEqual(
      [again, third].map(({ connection }) => decided(connection).length),
      [0, 1],
    )
    const eve = await knock('Eve')
    lobby.connectionLost(eve.id, eve.connection)
    t.mock.timers.tick(30_000)
    assert.equal(lobby.size, 0, 'the place is given up')
    assert.notEqual((await knock('Eve', { id: eve.id })).id, eve.id)
    assert.equal(host.room.closed, false)
  })

  it('is bounded, as a whole and for each address', async (t) => {
    const { knock, lobby } = await setUp(t, { lobby: { maxWaiting: 5, maxPerAddress: 3 } })
    const from = (address: string) => ({ connection: connectionFrom(address) })
    for (let index = 0; index < 3; index += 1) await knock('Eve', from('192.0.2.1'))
    await assert.rejects(knock('Eve', from('192.0.2.1')), hasCode('lobby_full'))
    for (let index = 0; index < 2; index += 1) await knock('Ada', from('192.0.2.2'))
    await assert.rejects(knock('Bob', from('192.0.2.3')), hasCode('lobby_full'))
    lobby.deny('all', PROGRAM)
    await knock('Bob', from('192.0.2.3'))
  })

  it('is kept full by nobody who was let in or refused again and again', async (t) => {
    const { knock, lobby } = await setUp(t, { lobby: { maxWaiting: 3 } })
    for (let index = 0; index < 20; index += 1) {
      await knock('Eve')
      assert.equal(lobby.deny('all', PROGRAM), 1)
    }
    await knock('Bob')
    assert.equal(lobby.size, 1)
  })

  it('asks for the password first, and again when it was set meanwhile', async (t) => {
    const { knock, come, lobby, host, passOf } = await setUp(t)
    const { doors } = host.room
    await doors.setPassword('open', PROGRAM)
    await assert.rejects(knock('Bob'), hasCode('password_required'))
    const bob = await knock('Bob', { credentials: { password: 'open' } })
    const carol = await knock('Carol', { credentials: { password: 'open' } })
    lobby.admit('all', PROGRAM)
    await come('Bob', { credentials: { pass: passOf(bob.connection) } })
    await doors.setPassword('new', PROGRAM)
    const pass = passOf(carol.connection)
    await assert.rejects(come('Carol', { credentials: { pass } }), hasCode('password_required'))
    await assert.rejects(
      come('Carol', { credentials: { pass, password: 'open' } }),
      hasCode('password_wrong'),
    )
    await come('Carol', { credentials: { pass, password: 'new' } })
  })

  it('lets in who was admitted before a restart', async (t) => {
    const first = await setUp(t)
    const bob = await first.knock('Bob')
    first.lobby.admit('all', PROGRAM)
    const later = createDoors(t, {}, { store: first.store })
    await assert.rejects(later.come('Eve'), hasCode('lobby_wait'))
    await later.come('Bob', { credentials: { pass: first.passOf(bob.connection) } })
  })

  it('lets everybody in when its rule ends', async (t) => {
    const { knock, host, decided } = await setUp(t)
    const bob = await knock('Bob')
    await host.room.policy.changeRules({ lobby: false }, PROGRAM)
    assert.equal(decided(bob.connection)[0]?.kind, 'admitted')
  })

  it('says a few things to those who wait, and no flood of them', async (t) => {
    const { knock, lobby } = await setUp(t)
    const bob = await knock('Bob')
    for (let index = 0; index < 5; index += 1) assert.equal(lobby.say('Soon.', PROGRAM), 1)
    assert.throws(() => lobby.say('Soon.', PROGRAM), hasCode('rate_limited'))
    assert.deepEqual(bob.connection.heard('lobby:told')[0], { text: 'Soon.', by: 'test' })
  })
})

describe('a room without a host', () => {
  it('keeps people waiting where the operator wants that, and lets them in when a host comes', async (t) => {
    const { come, knock, claim, rooms } = createDoors(t, { withoutHost: 'wait' })
    const owner = await claim('Owner')
    await assert.rejects(come('Bob'), hasCode('host_absent'))
    assert.equal(rooms.roomCount, 0)
    const bob = await knock('Bob')
    assert.equal(bob.canBeAdmitted, false)
    assert.equal(rooms.roomCount, 1, 'who waits keeps the room')
    await come('Owner', { credentials: { owner } })
    const [decision] = bob.connection.heard('lobby:decided')
    assert.ok(decision?.kind === 'admitted')
    await come('Bob', { credentials: { pass: decision.pass } })
  })

  it('asks the host who comes where there is a lobby', async (t) => {
    const { come, knock, claim, rooms } = createDoors(t, { withoutHost: 'wait', defaults: { lobby: true } })
    const owner = await claim('Owner')
    const bob = await knock('Bob')
    const host = await come('Owner', { credentials: { owner } })
    assert.deepEqual(bob.connection.heard('lobby:decided'), [])
    assert.equal(host.connection.heard('lobby:changed').at(-1)?.count, 1)
    host.room.leave(host.seat)
    assert.equal(rooms.roomCount, 1)
    host.room.doors.lobby.leave(bob.id, bob.connection)
    assert.equal(rooms.roomCount, 0)
  })

  it('ends with the server that stops, and holds nobody up', async (t) => {
    const { knock, rooms, claim } = createDoors(t, { withoutHost: 'wait' })
    await claim('Owner')
    await knock('Bob')
    let isDrained = false
    rooms.drain(() => (isDrained = true))
    assert.equal(isDrained, true)
  })
})
