import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packConsumers } from '../../protocol/index.ts'
import type { FakeConnection } from '../connection/test-connection.ts'
import { describeConsumer, settle } from '../media/test-media.ts'
import { ANNA, createMeeting, joinReply } from './test-session.ts'

const created = (connection: FakeConnection): unknown[] =>
  connection.requests.filter(({ name }) => name === 'producer:create').map(({ params }) => params.source)
test('a broken connection keeps everybody on the screen and comes back by itself', async (t) => {
  const { read, connection, captured, pass, openPaths } = await createMeeting(t)
  connection().drop()
  assert.equal(read().connection, 'reconnecting')
  assert.equal(read().phase, 'meeting')
  assert.deepEqual(read().order, [ANNA])
  connection().connect()
  await settle()
  assert.equal(read().connection, 'repairing')
  assert.equal(connection().last('room:join').params.resumeToken, 'token-1')
  connection().last('room:join').answer(joinReply(2))
  await pass(0)
  assert.equal(read().connection, 'repairing')
  openPaths()
  assert.equal(read().connection, 'connected')
  // What was captured is published anew, and was never touched.
  assert.deepEqual(created(connection()), ['microphone', 'camera', 'microphone', 'camera'])
  assert.equal(connection().last('producer:create').params.transportId, 'send-2')
  assert.deepEqual(
    captured.map(({ readyState }) => readyState),
    ['live', 'live'],
  )
})

test('however often signaling breaks, the seat is taken again at once while media goes on', async (t) => {
  const { read, connection } = await createMeeting(t)
  connection().last('transport:connect').answer({})
  connection().last('data-producer:create').answer({ dataProducerId: 'chat' })
  await settle()
  for (let cut = 1; cut <= 5; cut += 1) {
    connection().drop()
    connection().connect()
    await settle()
    assert.equal(connection().count('room:join'), 1 + cut)
    const { answer, params } = connection().last('room:join')
    const { producerIds } = params.kept as { producerIds: string[] }
    assert.equal(producerIds.length, 2)
    answer({ ...joinReply(1), resumed: true, producerIds })
    await settle()
    assert.equal(read().connection, 'connected')
  }
})

test('between two media sessions the last picture stays, until it is replaced or swept', async (t) => {
  const { read, session, connection, pass, openPaths } = await createMeeting(t)
  connection().notify('consumers:changed', packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  await settle()
  const former = session.findTrack(ANNA, 'camera')
  assert.ok(former)
  connection().drop()
  connection().connect()
  await settle()
  connection().last('room:join').answer(joinReply(2))
  await pass(0)
  assert.equal(session.findTrack(ANNA, 'camera'), former)
  assert.deepEqual(Object.keys(read().received), [`${ANNA}:camera`])
  connection().notify('consumers:changed', packConsumers([describeConsumer('c2', ANNA, 'camera')], []))
  await settle()
  const now = session.findTrack(ANNA, 'camera')
  assert.ok(now && now !== former)
  openPaths()
  await pass(3_000)
  assert.equal(session.findTrack(ANNA, 'camera'), now)
  assert.deepEqual(Object.keys(read().received), [`${ANNA}:camera`])
})

test('the picture of somebody who stopped meanwhile goes away', async (t) => {
  const { read, session, connection, pass, openPaths } = await createMeeting(t)
  connection().notify('consumers:changed', packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  await settle()
  connection().drop()
  connection().connect()
  await settle()
  connection().last('room:join').answer(joinReply(2))
  await pass(0)
  openPaths()
  await pass(3_000)
  assert.equal(session.findTrack(ANNA, 'camera'), undefined)
  assert.deepEqual(read().received, {})
})

test('nothing is asked about media of a seat that is not held', async (t) => {
  const { actions, connection } = await createMeeting(t)
  connection().drop()
  connection().connect()
  await settle()
  const before = connection().requests.length
  await actions.setCamera(false)
  await settle()
  assert.deepEqual(
    connection()
      .requests.slice(before)
      .map(({ name }) => name),
    [],
  )
})

test('a path that is broken for good is rebuilt on another connection', async (t) => {
  const { read, connection, transports, pass } = await createMeeting(t)
  for (const { handler } of transports) handler.emit('@connectionstatechange', 'failed')
  await settle()
  assert.equal(read().connection, 'repairing')
  assert.equal(connection().count('transport:restart-ice'), 2)
  await pass(5_000)
  assert.equal(connection().recycled, 1)
})
