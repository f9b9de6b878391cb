import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ProtocolError, type Participant } from '../../../protocol/index.ts'
import { FakeConnection } from '../../connection/test-connection.ts'
import { createResumeTokens } from '../../connection/resume-token.ts'
import type { Engine } from '../../media/session/engine.ts'
import { JoinLoop } from './join-loop.ts'
import type { JoinReply } from '../state/join-reply.ts'
import type { Failure } from '../state/state.ts'

const ROOM = 'red'

const engine = { rtpCapabilities: { codecs: [], headerExtensions: [] } } as unknown as Engine

const reply = (token: string, id = 'me-000001'): JoinReply =>
  ({
    room: ROOM,
    self: { id } as Participant,
    resumeToken: token,
    resumed: false,
    participants: [],
    dominantSpeaker: null,
  }) as unknown as JoinReply

const flush = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const connection = new FakeConnection()
  const tokens = createResumeTokens()
  const seen = { seated: [] as JoinReply[], unseated: 0, ended: [] as Failure[] }
  const media: { kept: { consumerIds: string[]; producerIds: string[] } | undefined } = { kept: undefined }
  const loading = { next: (): Promise<Engine> => Promise.resolve(engine) }
  const loop = new JoinLoop({
    connection,
    tokens,
    room: ROOM,
    loadEngine: () => loading.next(),
    kept: () => Promise.resolve(media.kept),
    events: {
      seated: (given) => seen.seated.push(given),
      unseated: () => (seen.unseated += 1),
      ended: (failure) => seen.ended.push(failure),
    },
  })
  const pass = async (ms: number): Promise<void> => {
    await flush()
    t.mock.timers.tick(ms)
    await flush()
  }
  const joins = (): number => connection.count('room:join')
  return { connection, tokens, loop, seen, loading, media, pass, joins }
}

/** A bench whose loop has its seat already. */
async function createSeated(t: TestContext) {
  const bench = createBench(t)
  bench.connection.connect()
  const joined = bench.loop.join('Anna')
  await flush()
  bench.connection.last('room:join').answer(reply('token-1'))
  await joined
  return bench
}

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
