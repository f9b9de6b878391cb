import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeConnection, hasCode, joinRequest } from '../test-room.ts'
import { actorOf, connectionFrom, createDoors, grant, type Comer } from './test-doors.ts'

const mark = (letter: string): string => letter.repeat(22)

/** A room whose host is inside, and what its host bans. */
async function setUp(t: TestContext) {
  const bench = createDoors(t, { readToken: async (token) => grant(token) })
  const { host, owner } = await bench.open()
  const ban = async (participantId: string): Promise<void> =>
    await host.room.moderation.removals.remove(actorOf(host.seat), { participantId, ban: true })
  return { ...bench, host, owner, ban }
}

type Bench = Pick<Awaited<ReturnType<typeof setUp>>, 'rooms'>

/** Somebody comes back to their seat, with what they show now. */
async function comeBack({ rooms }: Bench, resumeToken: string, comer: Comer = {}) {
  const { credentials = {}, connection = new FakeConnection() } = comer
  return await rooms.join('red', connection, joinRequest('Eve', { resumeToken, credentials }))
}

/** The same room after a restart, with its owner inside. */
async function restart(t: TestContext, { store, rooms, owner }: Awaited<ReturnType<typeof setUp>>) {
  rooms.close()
  const later = createDoors(t, { readToken: async (token) => grant(token) }, { store })
  await later.rooms.restore()
  const host = await later.come('Owner', { credentials: { owner } })
  const ban = async (participantId: string): Promise<void> =>
    await host.room.moderation.removals.remove(actorOf(host.seat), { participantId, ban: true })
  return { ...later, host, ban }
}

describe('a ban', () => {
  it('of somebody who has not come back since a restart knows them by what they showed before', async (t) => {
    const before = await setUp(t)
    const credentials = { device: mark('e') }
    const eve = await before.come('Eve', { credentials })
    const later = await restart(t, before)
    await later.ban(eve.seat.id)
    assert.equal(later.host.room.policy.bans[0]?.devices?.length, 1)
    await assert.rejects(comeBack(later, eve.reply.resumeToken, { credentials }), hasCode('banned'))
    await assert.rejects(later.come('Eve', { credentials }), hasCode('banned'))
    await later.come('Bob', { credentials: { device: mark('b') } })
  })

  it('after a restart meets the other seats of the same browser, those to which nobody has come yet as well', async (t) => {
    const before = await setUp(t)
    const credentials = { device: mark('e') }
    const [one, two] = [await before.come('Eve', { credentials }), await before.come('Eva', { credentials })]
    const later = await restart(t, before)
    await comeBack(later, one.reply.resumeToken)
    await later.ban(one.seat.id)
    assert.deepEqual(
      later.host.room.participants.map(({ name }) => name),
      ['Owner', 'Owner (2)'],
    )
    await assert.rejects(comeBack(later, two.reply.resumeToken), hasCode('banned'))
  })

  it('keeps somebody from coming back to a seat that was stored before it, by what they show now', async (t) => {
    const before = await setUp(t)
    const other = await before.come('Eve', { credentials: { device: mark('e') } })
    const seat = await before.come('Unmarked', { connection: connectionFrom('198.51.100.9') })
    await before.ban(other.seat.id)
    const shown = { credentials: { device: mark('e') }, connection: connectionFrom('198.51.100.9') }
    await assert.rejects(comeBack(before, seat.reply.resumeToken, shown), hasCode('banned'))
    assert.equal(seat.seat.isGone, true)
    assert.equal(before.host.room.size, 1)
  })

  it('is not evaded by another account or browser that is shown when somebody comes back', async (t) => {
    const bench = await setUp(t)
    const eve = await bench.come('Eve', { credentials: { token: 'eve', device: mark('a') } })
    bench.host.room.connectionLost(eve.seat, eve.connection, { pageClosed: false })
    await comeBack(bench, eve.reply.resumeToken, {
      credentials: { device: mark('b') },
      connection: connectionFrom('192.0.2.9', grant('throwaway')),
    })
    await bench.ban(eve.seat.id)
    const again: Comer[] = [
      { credentials: { token: 'eve', device: mark('c') } },
      { credentials: { device: mark('a') } },
      { credentials: { device: mark('b') } },
    ]
    for (const comer of again)
      await assert.rejects(bench.come('Eve', comer), hasCode('banned'), JSON.stringify(comer.credentials))
    await bench.come('Bob', { credentials: { token: 'bob', device: mark('d') } })
  })

  it('knows the first browser of a seat and the newest, however many were made up in between', async (t) => {
    const bench = await setUp(t)
    const eve = await bench.come('Eve', { credentials: { device: mark('0') } })
    let { resumeToken } = eve.reply
    for (let index = 10; index < 40; index += 1) {
      const credentials = { device: String(index).repeat(11) }
      resumeToken = (await comeBack(bench, resumeToken, { credentials })).reply.resumeToken
    }
    await bench.ban(eve.seat.id)
    assert.equal(bench.host.room.policy.bans[0]?.devices?.length, 8)
    for (const device of [mark('0'), '39'.repeat(11), '33'.repeat(11)])
      await assert.rejects(bench.come('Eve', { credentials: { device } }), hasCode('banned'), device)
  })

  it('by an address spares who decides in the room, and who is known by something else', async (t) => {
    const bench = await setUp(t)
    const from = () => ({ connection: connectionFrom('198.51.100.7') })
    const eve = await bench.come('Eve', from())
    const coHost = await bench.come('Bob', from())
    coHost.seat.setRole('co-host')
    const marked = await bench.come('Carol', { ...from(), credentials: { device: mark('c') } })
    const unmarked = await bench.come('Mallory', from())
    await bench.ban(eve.seat.id)
    assert.deepEqual(
      [eve, coHost, marked, unmarked].map(({ seat }) => seat.isGone),
      [true, false, false, true],
    )
    await comeBack(bench, coHost.reply.resumeToken, from())
    await comeBack(bench, marked.reply.resumeToken, from())
  })

  it('is refused of a seat of which nothing is known, whose owner may be removed', async (t) => {
    const before = await setUp(t)
    const eve = await before.come('Eve')
    const [stored] = (before.store.rooms.get('red')?.seats ?? []).filter(({ id }) => id === eve.seat.id)
    assert.ok(stored)
    stored.person = null
    const later = await restart(t, before)
    await assert.rejects(later.ban(eve.seat.id), hasCode('not_allowed'))
    assert.deepEqual(later.host.room.policy.bans, [])
    const { removals } = later.host.room.moderation
    await removals.remove(actorOf(later.host.seat), { participantId: eve.seat.id, ban: false })
    await assert.rejects(comeBack(later, eve.reply.resumeToken), hasCode('removed'))
  })
})
