import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import { settle } from '../../media/test-media.ts'
import { createPrejoin } from './test-door.ts'

test('an open room costs no request on the way in, and nothing is shown but the mark of the browser', async (t) => {
  const { connection, join, giveSeat, shown, read } = await createPrejoin(t)
  await join()
  assert.deepEqual(Object.keys(shown()), ['device'])
  await giveSeat()
  assert.equal(read().phase, 'meeting')
  const asked = connection().requests.map(({ name }) => name)
  assert.deepEqual(asked.slice(0, 2), ['room:preview', 'room:join'])
  assert.deepEqual(
    asked.filter((name) => /^(lobby|room:claim)/.test(name)),
    [],
  )
})

test('keys that a link brought are shown at the door of their room alone', async (t) => {
  const { keys, join, shown } = await createPrejoin(t)
  keys.ring.add('red', { invitation: 'inv-1', token: 'jwt' })
  keys.ring.add('blue', { password: 'blue' })
  await join()
  const { device: _device, ...others } = shown()
  assert.deepEqual(others, { invitation: 'inv-1', token: 'jwt' })
})

test('a password is kept for this tab once it is right, and forgotten when it is wrong', async (t) => {
  const { keys, join, refuseJoin, giveSeat, shown, read } = await createPrejoin(t)
  await join()
  await refuseJoin('password_required')
  assert.equal(read().phase, 'prejoin')
  assert.equal(read().failure?.code, 'password_required')
  await join('wrong')
  assert.equal(shown().password, 'wrong')
  await refuseJoin('password_wrong')
  assert.deepEqual(keys.ring.read('red'), {})
  await join('right')
  await giveSeat()
  assert.deepEqual(keys.ring.read('red'), { password: 'right' })
})

for (const [code, kind] of [
  ['invitation_invalid', 'invitation'],
  ['token_invalid', 'token'],
] as const) {
  test(`a spent ${kind} is told, and the next attempt goes without it`, async (t) => {
    const { keys, join, refuseJoin, shown, read } = await createPrejoin(t)
    keys.ring.add('red', { [kind]: 'spent' })
    await join()
    await refuseJoin(code)
    assert.equal(read().failure?.code, code)
    await join()
    assert.equal(kind in shown(), false)
  })
}

test('a room under a name that was typed is never claimed by itself', async (t) => {
  const { connection, join, giveSeat, read } = await createPrejoin(t)
  await join()
  await giveSeat()
  assert.equal(connection().count('room:claim'), 0)
  assert.equal(read().door.isMine, false)
})

test('whoever made a room claims it beside the preview and comes in as its owner', async (t) => {
  const { actions, connection, join, shown, keys, read } = await createPrejoin(t, { isNew: true })
  const claimed = actions.claim('Anna')
  assert.equal(read().door.claim, 'asking')
  assert.deepEqual(connection().last('room:claim').params, { room: 'red', name: 'Anna' })
  connection().last('room:claim').answer({ room: 'red', owner: 'own-1' })
  await claimed
  assert.equal(read().door.isMine, true)
  assert.equal(keys.owners.read('red'), 'own-1')
  await join()
  assert.equal(connection().count('room:claim'), 1)
  assert.equal(shown().owner, 'own-1')
})

test('a claim that nobody had a name for is made with the join, and one under way is waited for', async (t) => {
  const { connection, join, shown } = await createPrejoin(t, { isNew: true })
  await join()
  assert.equal(connection().count('room:join'), 0)
  connection().last('room:claim').answer({ room: 'red', owner: 'own-1' })
  await settle()
  assert.equal(shown().owner, 'own-1')
})

test('a claim that is refused keeps nobody out, and says why', async (t) => {
  const { actions, connection, join, read, shown } = await createPrejoin(t)
  const claimed = actions.claim('Anna')
  connection().last('room:claim').refuse(new ProtocolError('room_owned'))
  await claimed
  assert.equal((read().door.claim as { code: string }).code, 'room_owned')
  await join()
  assert.equal('owner' in shown(), false)
})

test('a claim whose line broke is made again with the join', async (t) => {
  const { actions, connection, join, read } = await createPrejoin(t)
  const claimed = actions.claim('Anna')
  connection().drop()
  await claimed
  assert.equal(read().door.claim, 'wished')
  connection().connect()
  await settle()
  await join()
  assert.equal(connection().count('room:claim'), 2)
})

test('a second click claims nothing twice', async (t) => {
  const { actions, connection } = await createPrejoin(t)
  void actions.claim('Anna')
  void actions.claim('Anna')
  assert.equal(connection().count('room:claim'), 1)
})
