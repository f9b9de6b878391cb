import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import { settle } from '../../media/test-media.ts'
import { createPrejoin, createWaiting } from './test-door.ts'

test('where a host decides, the page knocks with what it has and waits', async (t) => {
  const { connection, join, refuseJoin, keys, read } = await createPrejoin(t)
  keys.ring.add('red', { password: 'open' })
  await join()
  await refuseJoin('lobby_wait')
  assert.equal(read().phase, 'waiting')
  assert.equal(read().failure, null)
  const { room, name, credentials } = connection().last('lobby:knock').params
  assert.deepEqual([room, name], ['red', 'Anna'])
  assert.equal((credentials as { password: string }).password, 'open')
  assert.equal('id' in connection().last('lobby:knock').params, false)
})

test('whoever was let in takes the seat with a pass that is good once', async (t) => {
  const { connection, shown, giveSeat, read, keys, pass } = await createWaiting(t)
  connection().notify('lobby:decided', { kind: 'admitted', pass: 'pass-1' })
  await settle()
  assert.equal(read().phase, 'waiting')
  assert.equal(read().door.wait?.kind, 'entering')
  assert.equal(shown().pass, 'pass-1')
  await giveSeat()
  assert.equal(read().phase, 'meeting')
  assert.equal(read().door.wait, null)
  assert.equal(keys.knocks.read('red'), undefined)
  connection().drop()
  connection().connect()
  await pass(1_000)
  assert.equal(connection().count('room:join'), 3)
  assert.equal('pass' in shown(), false)
})

test('a pass that came too late leads back to the line, once for each decision', async (t) => {
  const { connection, refuseJoin, read } = await createWaiting(t)
  connection().notify('lobby:decided', { kind: 'admitted', pass: 'old' })
  await settle()
  await refuseJoin('lobby_wait')
  assert.equal(read().door.wait?.kind, 'waiting')
  assert.equal(connection().count('lobby:knock'), 2)
  assert.equal(connection().count('room:join'), 2)
})

test('after a broken connection the page knocks again and keeps its place', async (t) => {
  const { connection, read } = await createWaiting(t)
  connection().drop()
  assert.equal(read().phase, 'waiting')
  connection().connect()
  await settle()
  assert.equal(connection().count('lobby:knock'), 2)
  assert.equal(connection().last('lobby:knock').params.id, 'knock-0001')
})

test('a knock whose answer never came is made over the next connection', async (t) => {
  const { connection, join, refuseJoin, read } = await createPrejoin(t)
  await join()
  await refuseJoin('lobby_wait')
  connection().drop()
  await settle()
  connection().connect()
  await settle()
  assert.equal(connection().count('lobby:knock'), 2)
  assert.equal(read().door.wait?.kind, 'waiting')
})

test('a denied page shows why, and may ask again from the page before', async (t) => {
  const { actions, connection, join, read } = await createWaiting(t)
  connection().notify('lobby:decided', {
    kind: 'refused',
    code: 'lobby_denied',
    message: 'No.',
    reason: 'Members only.',
  })
  const { wait } = read().door
  assert.ok(wait?.kind === 'refused')
  assert.equal(wait.reason, 'Members only.')
  assert.equal(wait.failure.code, 'lobby_denied')
  await actions.stopWaiting()
  assert.equal(read().phase, 'prejoin')
  assert.equal(connection().count('lobby:leave'), 0)
  await join()
  assert.equal(connection().count('room:join'), 2)
})

test('nobody knocks again after a refusal, however the line behaves', async (t) => {
  const { connection, pass } = await createWaiting(t)
  connection().notify('lobby:decided', { kind: 'refused', code: 'lobby_denied', message: '' })
  connection().drop()
  connection().connect()
  await pass(60_000)
  assert.equal(connection().count('lobby:knock'), 1)
})

test('waiting for a host is told apart from waiting for a decision', async (t) => {
  const { connection, join, refuseJoin, read } = await createPrejoin(t)
  const isFor = (): unknown => {
    const { wait } = read().door
    return wait?.kind === 'waiting' && wait.for
  }
  await join()
  await refuseJoin('host_absent')
  assert.equal(isFor(), 'host')
  connection().last('lobby:knock').answer({ id: 'knock-0001', canBeAdmitted: true })
  await settle()
  assert.equal(isFor(), 'decision')
})

test('a server that has no time is asked again after a pause; one that says no is not', async (t) => {
  const { connection, join, refuseJoin, pass, read } = await createPrejoin(t)
  await join()
  await refuseJoin('lobby_wait')
  connection().last('lobby:knock').refuse(new ProtocolError('rate_limited'))
  await settle()
  assert.equal(connection().count('lobby:knock'), 1)
  await pass(3_000)
  assert.equal(connection().count('lobby:knock'), 2)
  connection().last('lobby:knock').refuse(new ProtocolError('lobby_full'))
  await settle()
  const { wait } = read().door
  assert.ok(wait?.kind === 'refused')
  assert.equal(wait.failure.code, 'lobby_full')
})

test('what hosts say is shown, the newest of it', async (t) => {
  const { connection, read } = await createWaiting(t)
  for (let count = 1; count <= 100; count += 1) {
    connection().notify('lobby:told', { text: `text ${count}`, by: 'Hana' })
  }
  const { wait } = read().door
  assert.ok(wait?.kind === 'waiting')
  assert.equal(wait.messages.length, 20)
  assert.deepEqual(wait.messages.at(-1), { number: 100, text: 'text 100', by: 'Hana' })
})

test('whoever waits no longer says so, and a decision that comes late changes nothing', async (t) => {
  const { actions, connection, read, keys } = await createWaiting(t)
  void actions.stopWaiting()
  assert.equal(read().phase, 'prejoin')
  assert.equal(connection().count('lobby:leave'), 1)
  assert.equal(keys.knocks.read('red'), undefined)
  connection().notify('lobby:decided', { kind: 'admitted', pass: 'late' })
  await settle()
  assert.equal(read().phase, 'prejoin')
  assert.equal(connection().count('room:join'), 1)
})

test('leaving the page of a room while waiting says goodbye to its hosts', async (t) => {
  const { actions, connection, read } = await createWaiting(t)
  void actions.leave()
  assert.equal(read().phase, 'left')
  assert.equal(connection().count('lobby:leave'), 1)
  assert.equal(connection().count('room:leave'), 0)
})

test('a seat that cannot be taken after all is explained where the person waited', async (t) => {
  const { connection, refuseJoin, read } = await createWaiting(t)
  connection().notify('lobby:decided', { kind: 'admitted', pass: 'pass-1' })
  await settle()
  await refuseJoin('room_full')
  const { wait } = read().door
  assert.ok(wait?.kind === 'refused')
  assert.equal(wait.failure.code, 'room_full')
})
