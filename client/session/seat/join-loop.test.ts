import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import type { Engine } from '../../media/session/engine.ts'
import { ROOM, engine, reply, flush, createBench, createSeated } from './test-join-loop.ts'

test('a join waits for the connection and keeps the token', async (t) => {
  const { connection, loop, seen, tokens, joins } = createBench(t)
  const joined = loop.join('Anna')
  await flush()
  assert.equal(joins(), 0)
  connection.connect()
  await flush()
  assert.equal(connection.last('room:join').params.name, 'Anna')
  assert.equal('resumeToken' in connection.last('room:join').params, false)
  connection.last('room:join').answer(reply('token-1'))
  await joined
  assert.equal(seen.seated.length, 1)
  assert.equal(tokens.read(ROOM), 'token-1')
})

test('a token of the page before gives the same seat', async (t) => {
  const { connection, loop, tokens } = createBench(t)
  tokens.write(ROOM, 'token-0')
  connection.connect()
  void loop.join('Anna')
  await flush()
  assert.equal(connection.last('room:join').params.resumeToken, 'token-0')
})

test('a refused first join is the business of its caller, who may try again', async (t) => {
  const { connection, loop, seen } = createBench(t)
  connection.connect()
  const joined = loop.join('Anna')
  await flush()
  connection.last('room:join').refuse(new ProtocolError('room_full'))
  await assert.rejects(joined, { code: 'room_full' })
  assert.deepEqual(seen.ended, [])
  const again = loop.join('Anna')
  await flush()
  connection.last('room:join').answer(reply('token-1'))
  await again
  assert.equal(seen.seated.length, 1)
})

test('a first join without a server fails after a while', async (t) => {
  const { loop, pass } = createBench(t)
  const failed = assert.rejects(loop.join('Anna'), { name: 'RequestTimeoutError' })
  await pass(20_000)
  await failed
})

test('a first join whose connection broke is made again', async (t) => {
  const { connection, loop, seen, pass, joins } = createBench(t)
  connection.connect()
  const joined = loop.join('Anna')
  await flush()
  connection.drop()
  await pass(1_000)
  connection.connect()
  await pass(1_000)
  assert.equal(joins(), 2)
  connection.last('room:join').answer(reply('token-1'))
  await joined
  assert.equal(seen.seated.length, 1)
})

test('a seat whose connection broke comes back by itself, with its newest token', async (t) => {
  const { connection, seen, tokens, joins } = await createSeated(t)
  connection.drop()
  assert.equal(seen.unseated, 1)
  assert.equal(joins(), 1)
  connection.connect()
  await flush()
  assert.equal(connection.last('room:join').params.resumeToken, 'token-1')
  connection.last('room:join').answer(reply('token-2'))
  await flush()
  assert.equal(seen.seated.length, 2)
  assert.equal(tokens.read(ROOM), 'token-2')
})

test('media that goes on is named on the way back, and only there', async (t) => {
  const { connection, media, pass } = await createSeated(t)
  assert.equal('kept' in connection.last('room:join').params, false)
  media.kept = { consumerIds: ['c1'], producerIds: ['p1'] }
  connection.drop()
  connection.connect()
  await pass(1000)
  assert.deepEqual(connection.last('room:join').params.kept, media.kept)
})

test('two joins are never under way at once', async (t) => {
  const { connection, seen, joins, pass } = await createSeated(t)
  connection.drop()
  connection.connect()
  await flush()
  assert.equal(joins(), 2)
  // Everything that can ask for another join happens while this one runs.
  connection.notify('session:ended', { code: 'media_unavailable', message: '' })
  connection.connect()
  await pass(5_000)
  assert.equal(joins(), 2)
  assert.equal(seen.unseated, 1)
})

test('an answer that comes after the connection broke is not a seat', async (t) => {
  const { connection, seen, pass } = await createSeated(t)
  connection.drop()
  connection.connect()
  await flush()
  const late = connection.last('room:join')
  connection.drop()
  late.answer(reply('token-late'))
  await flush()
  assert.equal(seen.seated.length, 1)
  connection.connect()
  await pass(1_000)
  assert.equal(connection.last('room:join').params.resumeToken, 'token-1')
})

test('an engine that loads too long for its connection is not used to join', async (t) => {
  const { connection, loading, joins, pass } = await createSeated(t)
  const slow = Promise.withResolvers<Engine>()
  loading.next = () => slow.promise
  connection.drop()
  connection.connect()
  await flush()
  connection.drop()
  slow.resolve(engine)
  await flush()
  assert.equal(joins(), 1)
  loading.next = () => Promise.resolve(engine)
  connection.connect()
  await pass(1_000)
  assert.equal(joins(), 2)
})

test('a connection that changed while the engine loaded gets an engine of its own', async (t) => {
  const { connection, loading, joins } = await createSeated(t)
  const slow = Promise.withResolvers<Engine>()
  let loads = 0
  loading.next = () => {
    loads += 1
    return loads === 1 ? slow.promise : Promise.resolve(engine)
  }
  connection.drop()
  connection.connect()
  await flush()
  connection.drop()
  connection.connect()
  slow.resolve(engine)
  await flush()
  assert.equal(loads, 2)
  assert.equal(joins(), 2)
})

test('media that the server lost is asked for again on the same connection', async (t) => {
  const { connection, seen, joins } = await createSeated(t)
  connection.notify('session:ended', { code: 'media_unavailable', message: '' })
  await flush()
  assert.equal(seen.unseated, 1)
  assert.equal(joins(), 2)
  assert.equal(connection.recycled, 0)
  assert.deepEqual(seen.ended, [])
})

test('a server that is not ready yet is asked again, about once a second', async (t) => {
  const { connection, seen, joins, pass } = await createSeated(t)
  connection.notify('session:ended', { code: 'media_unavailable', message: '' })
  await flush()
  const times: number[] = []
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (joins() > times.length + 1) {
      times.push(waited)
      connection.last('room:join').refuse(new ProtocolError('media_unavailable'))
    }
    await pass(100)
  }
  assert.ok(times.length >= 25 && times.length <= 65, `${times.length} tries in 30 s`)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  assert.ok(Math.max(...gaps) <= 1_100, 'never more than a second, as the steps of this test see it')
  assert.ok(Math.min(...gaps.slice(3)) >= 500, 'and never much less')
  assert.deepEqual(seen.ended, [])
})
