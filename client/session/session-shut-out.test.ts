import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packConsumers, ProtocolError, type ErrorCode } from '../../protocol/index.ts'
import { describeConsumer, settle } from '../media/test-media.ts'
import { ANNA, createMeeting, joinReply, type TimedTest } from './test-session.ts'

/** A bench whose seat was given up while its line was broken; the server has heard the join that asks for it. */
async function createExpired(t: TimedTest) {
  const bench = await createMeeting(t)
  const { connection } = bench
  connection().notify('consumers:changed', packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  await settle()
  connection().drop()
  connection().connect()
  await settle()
  return {
    ...bench,
    refuse: async (code: ErrorCode) => {
      connection().last('room:join').refuse(new ProtocolError(code))
      await settle()
    },
    credentials: () => connection().last('room:join').params.credentials as Record<string, string>,
  }
}

for (const code of ['lobby_wait', 'host_absent'] as const) {
  test(`a seat that expired and meets ${code} on the way back knocks, and ends nothing`, async (t) => {
    const { connection, refuse, read, session, captured } = await createExpired(t)
    await refuse(code)
    assert.equal(read().phase, 'waiting')
    assert.equal(connection().last('lobby:knock').params.name, 'Me')
    // Nothing of the meeting is left; what the page before the join has too goes on.
    assert.deepEqual([read().self, read().order, read().received], [null, [], {}])
    assert.equal(session.findTrack(ANNA, 'camera'), undefined)
    assert.ok(captured.every(({ readyState }) => readyState === 'live'))
    connection().notify('lobby:decided', { kind: 'admitted', pass: 'pass-1' })
    await settle()
    const { resumeToken, credentials } = connection().last('room:join').params
    assert.equal(resumeToken, undefined)
    assert.equal((credentials as { pass: string }).pass, 'pass-1')
    connection()
      .last('room:join')
      .answer({ ...joinReply(2), resumed: false })
    await settle()
    assert.equal(read().phase, 'meeting')
    assert.equal(read().connection, 'repairing')
  })
}

test('whoever waits for a seat anew says goodbye to the lobby, and leaves no seat', async (t) => {
  const { actions, connection, refuse, read } = await createExpired(t)
  await refuse('lobby_wait')
  void actions.leave()
  assert.equal(read().phase, 'left')
  assert.equal(connection().count('lobby:leave'), 1)
  assert.equal(connection().count('room:leave'), 0)
})

test('a line that breaks while somebody waits for a seat anew leads to another knock, not to a join', async (t) => {
  const { connection, refuse, read, pass } = await createExpired(t)
  await refuse('lobby_wait')
  const joins = connection().count('room:join')
  connection().drop()
  connection().connect()
  await pass(5_000)
  assert.equal(connection().count('lobby:knock'), 2)
  assert.equal(connection().count('room:join'), joins)
  assert.equal(read().phase, 'waiting')
})

test('a password that was set meanwhile is asked for before the room', async (t) => {
  const { actions, connection, refuse, read, credentials } = await createExpired(t)
  await refuse('password_required')
  assert.equal(read().phase, 'prejoin')
  assert.equal(read().failure?.code, 'password_required')
  void actions.join('Me', 'open')
  await settle()
  assert.equal(credentials().password, 'open')
  connection()
    .last('room:join')
    .answer({ ...joinReply(2), resumed: false })
  await settle()
  assert.equal(read().phase, 'meeting')
})

for (const [code, kind] of [
  ['invitation_invalid', 'invitation'],
  ['token_invalid', 'token'],
] as const) {
  test(`a ${kind} that was used up by the first seat is left away for the second one`, async (t) => {
    const { keys, connection, read } = await createMeeting(t)
    keys.ring.add('red', { [kind]: 'used' })
    connection().drop()
    connection().connect()
    await settle()
    connection().last('room:join').refuse(new ProtocolError(code))
    await settle()
    assert.equal(kind in (connection().last('room:join').params.credentials as object), false)
    connection().last('room:join').refuse(new ProtocolError('lobby_wait'))
    await settle()
    assert.equal(read().phase, 'waiting')
  })
}

test('whoever was put out of the room is told so, and knocks at nothing', async (t) => {
  const { connection, refuse, read } = await createExpired(t)
  await refuse('banned')
  assert.equal(read().phase, 'ended')
  assert.equal(read().failure?.code, 'banned')
  assert.equal(connection().count('lobby:knock'), 0)
})
