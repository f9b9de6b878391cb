import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SeatMemory } from '../../protocol/index.ts'
import { ProtocolError } from '../../protocol/index.ts'
import { settle } from '../media/test-media.ts'
import { createBench, createMeeting, joinReply } from './test-session.ts'

const TOO_MANY = { code: 'too_many_connections', message: 'Too many.' } as const

const memory = (chatReadSeq: number): SeatMemory => ({ layout: 'speaker', pins: [], chatReadSeq })

test('a seat that was muted is muted for the page that comes back to it, whatever was remembered', async (t) => {
  const { read, connection, captured } = await createMeeting(t, { resumed: true, microphoneMuted: true })
  assert.equal(read().local.microphone.status, 'off')
  const created = connection().requests.find(
    ({ name, params }) => name === 'producer:create' && params.source === 'microphone',
  )
  assert.equal(created?.params.paused, true)
  assert.equal(captured.find(({ kind }) => kind === 'audio')?.enabled, false)
  // The microphone stays open, so that unmuting is instant.
  assert.equal(captured.find(({ kind }) => kind === 'audio')?.readyState, 'live')
})

test('a microphone that is opened only after the join stays muted as well', async (t) => {
  const { actions, connection, read, captured, pass } = await createBench(t)
  const opened = actions.openRoom('red')
  connection().connect()
  await settle()
  connection().last('room:preview').answer({ room: 'red', count: 0, names: [] })
  await opened
  const joined = actions.join('Me')
  await settle()
  void actions.startPreview()
  connection()
    .last('room:join')
    .answer({ ...joinReply(2), microphoneMuted: true })
  await joined
  await pass(0)
  assert.equal(read().local.microphone.status, 'off')
  assert.ok(captured.filter(({ kind }) => kind === 'audio').every(({ enabled }) => !enabled))
})

test('a seat that was heard is heard again, and a new one is not muted', async (t) => {
  const back = await createMeeting(t, { resumed: true, microphoneMuted: false })
  assert.equal(back.read().local.microphone.status, 'on')
})

test('a page that was there all the time knows better than the server what is muted', async (t) => {
  const { read, connection, pass } = await createMeeting(t)
  connection().drop()
  connection().connect()
  await settle()
  connection()
    .last('room:join')
    .answer({ ...joinReply(2), microphoneMuted: true, memory: memory(7) })
  await pass(0)
  assert.equal(read().local.microphone.status, 'on')
  assert.equal(read().memory, null)
})

test('what was kept with the seat is there when a page comes back to it', async (t) => {
  const { read } = await createMeeting(t, { resumed: true, memory: memory(7) })
  assert.deepEqual(read().memory, memory(7))
})

test('what is to be kept with the seat is sent at once, and then about once a second', async (t) => {
  const { actions, connection, pass } = await createMeeting(t)
  const sent = (): unknown[] =>
    connection()
      .requests.filter(({ name }) => name === 'seat:remember')
      .map(({ params }) => params.chatReadSeq)
  actions.remember(memory(1))
  assert.deepEqual(sent(), [1])
  connection().last('seat:remember').answer({})
  actions.remember(memory(2))
  actions.remember(memory(3))
  await pass(900)
  assert.deepEqual(sent(), [1])
  await pass(100)
  assert.deepEqual(sent(), [1, 3])
  // The answer is lost with the connection, so the next one carries it again.
  connection().drop()
  actions.remember(memory(4))
  connection().connect()
  await settle()
  connection().last('room:join').answer(joinReply(2))
  await pass(0)
  assert.deepEqual(sent(), [1, 3, 4])
})

test('what the server will never keep is not offered again', async (t) => {
  const { actions, connection, pass } = await createMeeting(t)
  actions.remember(memory(1))
  connection().last('seat:remember').refuse(new ProtocolError('bad_request'))
  await pass(5_000)
  assert.equal(connection().count('seat:remember'), 1)
  actions.remember(memory(2))
  connection().last('seat:remember').refuse(new ProtocolError('rate_limited'))
  await pass(1_000)
  await pass(1_000)
  assert.equal(connection().count('seat:remember'), 3)
})

test('a network that is full keeps the meeting and says why it has to wait', async (t) => {
  const { read, connection } = await createMeeting(t)
  connection().drop()
  connection().refuseForNow(TOO_MANY)
  assert.equal(read().phase, 'meeting')
  assert.equal(read().connection, 'reconnecting')
  assert.deepEqual(read().refusal, TOO_MANY)
  connection().connect()
  assert.equal(read().refusal, null)
})

test('a network that is full before the join is a reason that goes when it has passed', async (t) => {
  const { actions, connection, read } = await createBench(t)
  const opened = actions.openRoom('red')
  connection().refuseForNow(TOO_MANY)
  await opened
  assert.deepEqual(read().failure, TOO_MANY)
  await actions.join('Me')
  assert.equal(read().phase, 'prejoin')
  assert.deepEqual(read().failure, TOO_MANY)
  connection().connect()
  await settle()
  assert.equal(read().failure, null)
  const joined = actions.join('Me')
  await settle()
  connection().last('room:join').answer(joinReply(1))
  await joined
  assert.equal(read().phase, 'meeting')
})
