import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import { ROOM, reply, flush, createBench, createSeated } from './test-join-loop.ts'

test('a seat that was opened in another window ends here, without a fight', async (t) => {
  const { connection, seen, tokens, joins, pass } = await createSeated(t)
  connection.notify('session:ended', { code: 'seat_taken', message: 'Taken.' })
  assert.deepEqual(seen.ended, [{ code: 'seat_taken', message: 'Taken.' }])
  assert.equal(tokens.read(ROOM), undefined)
  connection.drop()
  connection.connect()
  await pass(60_000)
  assert.equal(joins(), 1)
})

test('a seat that is refused for good on the way back ends', async (t) => {
  const { connection, seen } = await createSeated(t)
  connection.drop()
  connection.connect()
  await flush()
  connection.last('room:join').refuse(new ProtocolError('seat_taken'))
  await flush()
  assert.deepEqual(
    seen.ended.map(({ code }) => code),
    ['seat_taken'],
  )
})

test('a seat that is gone and a door that asks leave the loop idle, for a join that shows more', async (t) => {
  const { connection, loop, seen, tokens, joins } = await createSeated(t)
  connection.drop()
  connection.connect()
  await flush()
  connection.last('room:join').refuse(new ProtocolError('lobby_wait'))
  await flush()
  assert.deepEqual([seen.shutOut, seen.ended], [[['lobby_wait', 'Anna']], []])
  assert.equal(tokens.read(ROOM), undefined)
  connection.drop()
  connection.connect()
  await flush()
  assert.equal(joins(), 2)
  const again = loop.join('Anna')
  await flush()
  connection.last('room:join').answer(reply('token-2', 'me-000002'))
  await again
  assert.equal(seen.seated.length, 2)
})

test('a server that no longer speaks our protocol ends the meeting', async (t) => {
  const { connection, seen } = await createSeated(t)
  connection.drop()
  connection.refuse({ code: 'protocol_mismatch', message: 'Reload.' })
  await flush()
  assert.deepEqual(seen.ended, [{ code: 'protocol_mismatch', message: 'Reload.' }])
})

test('a network that is full for now ends no meeting and forgets no seat', async (t) => {
  const { connection, seen, tokens, joins, pass } = await createSeated(t)
  connection.drop()
  for (let tries = 0; tries < 30; tries += 1) {
    connection.refuseForNow({ code: 'too_many_connections', message: 'Too many.' })
    await pass(1_000)
  }
  assert.deepEqual(seen.ended, [])
  assert.equal(tokens.read(ROOM), 'token-1')
  connection.connect()
  await pass(0)
  assert.equal(joins(), 2)
})

test('a newcomer hears at once that the network is full, and may try again', async (t) => {
  const { connection, loop, seen } = createBench(t)
  connection.refuseForNow({ code: 'too_many_connections', message: 'Too many.' })
  await assert.rejects(loop.join('Anna'), { code: 'too_many_connections', message: 'Too many.' })
  connection.connect()
  const again = loop.join('Anna')
  await flush()
  connection.last('room:join').answer(reply('token-1'))
  await again
  assert.equal(seen.seated.length, 1)
})

test('a reloaded page waits for its seat while the network is full, and says so in the end', async (t) => {
  const { connection, loop, tokens, pass } = createBench(t)
  tokens.write(ROOM, 'token-0')
  connection.refuseForNow({ code: 'too_many_connections', message: 'Too many.' })
  const failed = assert.rejects(loop.join('Anna'), { code: 'too_many_connections' })
  await pass(19_000)
  assert.equal(tokens.read(ROOM), 'token-0')
  await pass(1_000)
  await failed
  assert.equal(tokens.read(ROOM), 'token-0')
})

test('a reloaded page takes its seat as soon as the network lets it in', async (t) => {
  const { connection, loop, tokens, joins } = createBench(t)
  tokens.write(ROOM, 'token-0')
  connection.refuseForNow({ code: 'too_many_connections', message: 'Too many.' })
  void loop.join('Anna')
  await flush()
  connection.refuseForNow({ code: 'too_many_connections', message: 'Too many.' })
  await flush()
  connection.connect()
  await flush()
  assert.equal(joins(), 1)
})

test('whoever read too slowly comes back by another connection', async (t) => {
  const { connection, seen, tokens, joins, pass } = await createSeated(t)
  connection.notify('session:ended', { code: 'reads_too_slowly', message: '' })
  assert.equal(connection.recycled, 1)
  assert.equal(seen.unseated, 1)
  connection.connect()
  await pass(0)
  assert.equal(joins(), 2)
  assert.equal(connection.last('room:join').params.resumeToken, 'token-1')
  assert.deepEqual(seen.ended, [])
  assert.equal(tokens.read(ROOM), 'token-1')
})

test('broken media takes a new connection, and repeated trouble is spaced out', async (t) => {
  const { connection, loop, joins, pass } = await createSeated(t)
  loop.settled()
  loop.repair()
  assert.equal(connection.recycled, 1)
  connection.connect()
  await flush()
  assert.equal(joins(), 2)
  connection.last('room:join').answer(reply('token-2'))
  await flush()
  // It broke again before it ever worked.
  loop.repair()
  connection.connect()
  await flush()
  connection.last('room:join').answer(reply('token-3'))
  await flush()
  loop.repair()
  connection.connect()
  await flush()
  const before = joins()
  await pass(10_000)
  assert.equal(joins(), before + 1)
})

test('leaving gives the seat up, forgets the token and ends everything', async (t) => {
  const { connection, loop, tokens, joins, pass } = await createSeated(t)
  const left = loop.leave()
  connection.last('room:leave').answer({})
  await left
  assert.equal(tokens.read(ROOM), undefined)
  connection.drop()
  connection.connect()
  await pass(60_000)
  assert.equal(joins(), 1)
})

test('leaving while a join is under way gives that seat up as well', async (t) => {
  const { connection, loop, seen } = createBench(t)
  connection.connect()
  void loop.join('Anna')
  await flush()
  const left = loop.leave()
  connection.last('room:join').answer(reply('token-1'))
  connection.last('room:leave').answer({})
  await left
  assert.deepEqual(seen.seated, [])
})
