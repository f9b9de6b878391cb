import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMeeting, joinReply, ME, person } from './test-session.ts'
import { settle } from '../media/test-media.ts'

const BY = { id: 'ada-00001', name: 'Ada' }
const viewer = { ...person(ME, 'Me'), role: 'viewer' as const }

type Bench = Awaited<ReturnType<typeof createMeeting>>
const isLive = ({ captured }: Bench) => captured.some(({ readyState }) => readyState === 'live')
const sends = ({ connection }: Bench) => connection().count('producer:create')

test('a viewer sends nothing from the first moment on, and keeps no device open', async (t) => {
  const bench = await createMeeting(t, { self: viewer })
  assert.equal(sends(bench), 0)
  assert.equal(isLive(bench), false)
  await bench.actions.setMicrophone(true)
  await bench.actions.setCamera(true)
  assert.equal(isLive(bench), false, 'no way round leads to a device')
})

test('whoever becomes a viewer stops to send, and sends nothing by becoming a speaker again', async (t) => {
  const bench = await createMeeting(t)
  const { connection, actions, read } = bench
  const before = sends(bench)
  assert.ok(before > 0 && isLive(bench))
  connection().notify('seat:moderated', { by: BY, what: { kind: 'role', role: 'viewer' } })
  await settle()
  for (const { name, answer } of connection().requests) if (name === 'producer:close') answer({})
  assert.equal(isLive(bench), false)
  connection().notify('seat:moderated', { by: BY, what: { kind: 'role', role: 'speaker' } })
  await settle()
  assert.equal(sends(bench), before)
  assert.equal(isLive(bench), false)
  const unmuting = actions.setMicrophone(true)
  await settle()
  connection().last('producer:create').answer({ producerId: 'again' })
  await unmuting
  assert.equal(read().local.microphone.status, 'on')
})

test('a rule that lets hosts alone send cameras ends the own one, and no more', async (t) => {
  const { connection, read } = await createMeeting(t)
  connection().notify('room:state', { rules: { camera: 'hosts' } })
  await settle()
  assert.deepEqual([read().local.camera.status, read().local.microphone.status], ['off', 'on'])
})

test('a microphone that was muted by a host while the line was down stays muted', async (t) => {
  const { connection, read, pass } = await createMeeting(t)
  connection().drop()
  connection().connect()
  await settle()
  const publications = [{ source: 'microphone' as const, paused: true, stoppedBy: 'Ada' }]
  connection()
    .last('room:join')
    .answer({ ...joinReply(2), self: { ...person(ME, 'Me'), publications } })
  await pass(0)
  assert.equal(read().local.microphone.status, 'off')
  assert.equal(read().moderation.stoppedBy.microphone, 'Ada')
  assert.equal(connection().count('producer:resume'), 0)
})

for (const code of ['removed', 'banned', 'room_ended'] as const) {
  test(`a seat that ended with ${code} is not asked for again, and its key is forgotten`, async (t) => {
    const { connection, read, tokens, pass } = await createMeeting(t)
    const joins = connection().count('room:join')
    connection().notify('session:ended', { code, message: 'Over.' })
    await pass(60_000)
    assert.deepEqual([read().phase, read().failure?.code], ['ended', code])
    assert.equal(connection().count('room:join'), joins)
    assert.equal(tokens.read('red'), undefined)
    assert.equal(read().local.microphone.status, 'off')
  })
}

test('a name that a host gave is the one to come back with', async (t) => {
  const { connection, read } = await createMeeting(t)
  connection().notify('seat:moderated', { by: BY, what: { kind: 'renamed', name: 'Bo (2)' } })
  assert.equal(read().self?.name, 'Bo (2)')
  connection().drop()
  connection().connect()
  await settle()
  assert.equal(connection().last('room:join').params.name, 'Bo')
})
