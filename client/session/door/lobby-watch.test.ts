import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import { settle } from '../../media/test-media.ts'
import { ME, person } from '../test-session.ts'
import { createPrejoin } from './test-door.ts'

const lobby = (...names: string[]) => ({
  waiting: names.map((name, index) => ({ id: `knock-000${index}`, name, since: 0, isConnected: true })),
  count: names.length,
})

async function createSeated(t: Parameters<typeof createPrejoin>[0], role: 'host' | 'co-host' | 'speaker') {
  const bench = await createPrejoin(t)
  await bench.join()
  await bench.giveSeat(role)
  return bench
}

for (const role of ['host', 'co-host'] as const) {
  test(`a ${role} learns who waits, at once and from then on`, async (t) => {
    const { connection, read } = await createSeated(t, role)
    assert.equal(connection().count('lobby:list'), 1)
    connection().last('lobby:list').answer(lobby('Bo'))
    await settle()
    assert.equal(read().lobby.count, 1)
    connection().notify('lobby:changed', lobby('Bo', 'Cy'))
    assert.deepEqual(
      read().lobby.waiting.map(({ name }) => name),
      ['Bo', 'Cy'],
    )
  })
}

test('a speaker neither asks who waits nor keeps it when told', async (t) => {
  const { connection, read } = await createSeated(t, 'speaker')
  connection().notify('lobby:changed', lobby('Bo'))
  assert.equal(connection().count('lobby:list'), 0)
  assert.equal(read().lobby.count, 0)
})

test('who waits is known with the role that decides about it, and forgotten without', async (t) => {
  const { connection, read } = await createSeated(t, 'speaker')
  const become = async (role: 'host' | 'speaker'): Promise<void> => {
    connection().notify('room:changed', { joined: [], left: [], updated: [{ ...person(ME, 'Me'), role }] })
    await settle()
  }
  await become('host')
  connection().last('lobby:list').answer(lobby('Bo'))
  await settle()
  assert.equal(read().lobby.count, 1)
  await become('speaker')
  assert.equal(read().lobby.count, 0)
})

test('a seat that came back asks anew, because the server told nothing meanwhile', async (t) => {
  const { connection, pass, giveSeat } = await createSeated(t, 'host')
  connection().drop()
  connection().connect()
  await pass(1_000)
  assert.equal(connection().last('room:join').params.resumeToken, 'token-1')
  await giveSeat('host')
  assert.equal(connection().count('lobby:list'), 2)
})

test('what hosts ask is answered with the outcome, and rules that changed hold at once', async (t) => {
  const { actions, connection, read } = await createSeated(t, 'host')
  const locked = actions.ask('rules:set', { locked: true })
  connection().last('rules:set').answer({})
  assert.deepEqual(await locked, { reply: {} })
  assert.equal(read().rules.locked, true)
  const refused = actions.ask('rules:set', { lobby: true })
  connection().last('rules:set').refuse(new ProtocolError('not_allowed'))
  const outcome = await refused
  assert.ok('failure' in outcome)
  assert.equal(outcome.failure.code, 'not_allowed')
  assert.equal(read().rules.lobby, false)
  const set = actions.ask('password:set', { password: 'open' })
  connection().last('password:set').answer({})
  await set
  assert.equal(read().rules.hasPassword, true)
})
