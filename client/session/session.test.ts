import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packConsumers, ProtocolError } from '../../protocol/index.ts'
import type { FakeConnection } from '../connection/test-connection.ts'
import { UnsupportedBrowserError } from '../media/session/engine.ts'
import { describeConsumer, settle } from '../media/test-media.ts'
import { ANNA, createBench, createMeeting, joinReply, ME, person } from './test-session.ts'

const created = (connection: FakeConnection): unknown[] =>
  connection.requests.filter(({ name }) => name === 'producer:create').map(({ params }) => params.source)
test('a room is opened: connection, engine, who is inside', async (t) => {
  const { actions, connection, read } = await createBench(t)
  const opened = actions.openRoom('Red Room!')
  assert.equal(read().phase, 'prejoin')
  assert.equal(read().room, 'red-room')
  assert.equal(read().connection, 'connecting')
  connection().connect()
  await settle()
  connection()
    .last('room:preview')
    .answer({ room: 'red-room', count: 2, names: ['Anna', 'Ben'] })
  await opened
  assert.equal(read().connection, 'connected')
  assert.deepEqual(read().preview, { count: 2, names: ['Anna', 'Ben'] })
})

test('a page that opens the same room twice has one connection', async (t) => {
  const { actions, connections } = await createBench(t)
  void actions.openRoom('red')
  void actions.openRoom('Red')
  assert.equal(connections.length, 1)
})

test('a name that is no room name is a failure, not a request', async (t) => {
  const { actions, connections, read } = await createBench(t)
  await actions.openRoom('!!!')
  assert.equal(read().failure?.code, 'invalid_room_name')
  assert.equal(connections.length, 0)
})

test('a browser that cannot take part is told so', async (t) => {
  const { actions, connection, engine, read } = await createBench(t)
  engine.failure = new UnsupportedBrowserError()
  const opened = actions.openRoom('red')
  connection().connect()
  await opened
  assert.equal(read().failure?.code, 'unsupported_browser')
  assert.equal(read().phase, 'prejoin')
})

test('a join brings the roster and publishes what is captured, the voice first', async (t) => {
  const { read, connection } = await createMeeting(t)
  assert.equal(read().phase, 'meeting')
  assert.equal(read().self?.id, ME)
  assert.deepEqual(read().order, [ANNA])
  assert.deepEqual(created(connection()), ['microphone', 'camera'])
})

test('who asks for another name learns whether the server agreed', async (t) => {
  const { actions, connection, read } = await createMeeting(t)
  const accepted = actions.rename('Ada')
  connection().last('participant:rename').answer({ name: 'Ada' })
  assert.equal(await accepted, true)
  const refused = actions.rename('Eve')
  connection().last('participant:rename').refuse(new ProtocolError('rate_limited'))
  assert.equal(await refused, false)
  assert.equal(read().self?.name, 'Ada')
})

test('a page that has opened no room has no name to change', async (t) => {
  const { actions } = await createBench(t)
  assert.equal(await actions.rename('Ada'), false)
})

test('a refused join leads back to the prejoin page with the reason', async (t) => {
  const { actions, connection, read } = await createBench(t)
  const opened = actions.openRoom('red')
  connection().connect()
  await settle()
  connection().last('room:preview').answer({ room: 'red', count: 0, names: [] })
  await opened
  const joined = actions.join('   ')
  await settle()
  connection().last('room:join').refuse(new ProtocolError('invalid_display_name'))
  await joined
  assert.equal(read().phase, 'prejoin')
  assert.equal(read().failure?.code, 'invalid_display_name')
})

test('changes of the room reach the state', async (t) => {
  const { read, connection } = await createMeeting(t)
  connection().notify('room:changed', { joined: [person('ben-00001', 'Ben')], left: [ANNA], updated: [] })
  assert.deepEqual(read().order, ['ben-00001'])
})

test('a seat taken by another window ends the meeting and the capture', async (t) => {
  const { read, connection, captured } = await createMeeting(t)
  connection().notify('session:ended', { code: 'seat_taken', message: 'Taken.' })
  await settle()
  assert.equal(read().phase, 'ended')
  assert.deepEqual(read().failure, { code: 'seat_taken', message: 'Taken.' })
  assert.equal(connection().status.name, 'closed')
  assert.deepEqual(
    captured.map(({ readyState }) => readyState),
    ['ended', 'ended'],
  )
})

test('leaving says goodbye, stops the capture and empties the state', async (t) => {
  const { actions, read, connection, captured, session } = await createMeeting(t)
  connection().notify('consumers:changed', packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  await settle()
  const left = actions.leave()
  assert.equal(read().phase, 'left')
  connection().last('room:leave').answer({})
  await left
  await settle()
  assert.equal(connection().status.name, 'closed')
  assert.equal(read().self, null)
  assert.deepEqual(read().received, {})
  assert.equal(session.findTrack(ANNA, 'camera'), undefined)
  assert.deepEqual(
    captured.map(({ readyState }) => readyState),
    ['ended', 'ended'],
  )
})

test('after leaving, the same room can be opened again', async (t) => {
  const { actions, connections, connection, read } = await createMeeting(t)
  const left = actions.leave()
  connection().last('room:leave').answer({})
  await left
  void actions.openRoom('red')
  assert.equal(connections.length, 2)
  assert.equal(read().phase, 'prejoin')
  assert.equal(read().failure, null)
})

test('a server that is out of reach shows, and the failure goes when it is back', async (t) => {
  const { actions, connection, read } = await createBench(t)
  const opened = actions.openRoom('red')
  connection().fail()
  await opened
  assert.equal(read().failure?.code, 'unreachable')
  connection().connect()
  await settle()
  assert.equal(read().failure, null)
  assert.equal(connection().count('room:preview'), 1)
})

test('the list of who is inside keeps up, until one is inside oneself', async (t) => {
  const { actions, connection, read, pass } = await createBench(t)
  const opened = actions.openRoom('red')
  connection().connect()
  await settle()
  connection().last('room:preview').answer({ room: 'red', count: 0, names: [] })
  await opened
  await pass(10_000)
  connection()
    .last('room:preview')
    .answer({ room: 'red', count: 1, names: ['Anna'] })
  await settle()
  assert.deepEqual(read().preview, { count: 1, names: ['Anna'] })
  const joined = actions.join('Me')
  await settle()
  connection().last('room:join').answer(joinReply(1))
  await joined
  const asked = connection().count('room:preview')
  await pass(60_000)
  assert.equal(connection().count('room:preview'), asked)
})

test('an engine that could not be loaded is tried again with the next connection', async (t) => {
  const { actions, connection, engine, read } = await createBench(t)
  engine.failure = new Error('a chunk of the page did not load')
  const opened = actions.openRoom('red')
  connection().connect()
  await opened
  assert.equal(read().failure?.code, 'internal')
  engine.failure = null
  connection().drop()
  connection().connect()
  await settle()
  assert.equal(read().connection, 'connected')
  assert.equal(read().failure, null)
})

test('an engine that could not be loaded is tried again by a join', async (t) => {
  const { actions, connection, engine, read } = await createBench(t)
  engine.failure = new Error('a chunk of the page did not load')
  const opened = actions.openRoom('red')
  connection().connect()
  await opened
  engine.failure = null
  const joined = actions.join('Me')
  await settle()
  connection().last('room:join').answer(joinReply(1))
  await joined
  assert.equal(read().phase, 'meeting')
})
