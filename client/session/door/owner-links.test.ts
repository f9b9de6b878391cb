import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorCode } from '../../../protocol/index.ts'
import { settle } from '../../media/test-media.ts'
import { createPrejoin, createWaiting } from './test-door.ts'

const OWNER = { isRoomOwner: true } as const

test('a link that claims to be the owner is shown beside what this browser keeps, and hides nothing of it', async (t) => {
  const { keys, join, shown } = await createPrejoin(t)
  keys.owners.write('red', 'mine')
  keys.ring.add('red', { owner: 'made-up' })
  await join()
  assert.deepEqual([shown().owner, shown().otherOwner], ['made-up', 'mine'])
})

test('of two tokens the one that the server knows is kept, and nobody is told of trouble', async (t) => {
  for (const good of ['mine', 'moved']) {
    const { connection, keys, join, giveSeat, read } = await createPrejoin(t)
    keys.owners.write('red', 'mine')
    keys.ring.add('red', { owner: 'moved' })
    await join()
    await giveSeat('host', OWNER)
    assert.equal(keys.owners.read('red'), 'mine', 'until it is known')
    connection().last('owner:link').answer({ owner: good })
    await settle()
    assert.equal(keys.owners.read('red'), good)
    assert.equal(keys.ring.read('red').owner, undefined)
    assert.deepEqual([read().door.isMine, read().door.isOwnerLinkRefused], [true, false])
    t.mock.timers.reset()
  }
})

test('two tokens are shown again where the line broke before the good one was known', async (t) => {
  const { connection, keys, join, giveSeat } = await createPrejoin(t)
  keys.owners.write('red', 'mine')
  keys.ring.add('red', { owner: 'moved' })
  await join()
  await giveSeat('host', OWNER)
  connection().drop()
  await settle()
  assert.equal(keys.owners.read('red'), 'mine')
  assert.equal(keys.ring.read('red').owner, 'moved')
})

test('a link that makes somebody the owner moves the room to this browser, for no further request', async (t) => {
  const { connection, keys, join, giveSeat, read } = await createPrejoin(t)
  keys.ring.add('red', { owner: 'moved' })
  await join()
  await giveSeat('host', OWNER)
  assert.equal(keys.owners.read('red'), 'moved')
  assert.equal(keys.ring.read('red').owner, undefined)
  assert.equal(read().door.isMine, true)
  assert.equal(connection().count('owner:link'), 0)
})

test('a host by other means is no owner, and keeps no token of a link', async (t) => {
  const { keys, join, giveSeat, read } = await createPrejoin(t)
  keys.ring.add('red', { owner: 'made-up', invitation: 'for-hosts' })
  await join()
  await giveSeat('host')
  assert.equal(keys.owners.read('red'), undefined)
  assert.equal(keys.ring.read('red').owner, undefined)
  assert.deepEqual([read().door.isMine, read().door.isOwnerLinkRefused], [false, true])
})

test('what was kept and is good no more is forgotten without a word', async (t) => {
  const { keys, join, giveSeat, read } = await createPrejoin(t)
  keys.owners.write('red', 'replaced')
  await join()
  await giveSeat()
  assert.equal(keys.owners.read('red'), undefined)
  assert.deepEqual([read().door.isMine, read().door.isOwnerLinkRefused], [false, false])
})

test('a seat that is given back says nothing of tokens, and costs none', async (t) => {
  const { keys, tokens, join, giveSeat, read } = await createPrejoin(t)
  keys.owners.write('red', 'mine')
  tokens.write('red', 'token-0')
  await join()
  await giveSeat('speaker', { resumed: true })
  assert.equal(keys.owners.read('red'), 'mine')
  assert.equal(read().door.isMine, false, 'this seat is not the owner’s')
})

for (const code of ['lobby_wait', 'host_absent', 'password_required', 'room_locked'] satisfies ErrorCode[]) {
  test(`a link that meets ${code} was no owner’s: it is said, and what is kept stays`, async (t) => {
    const { keys, join, refuseJoin, read, connection } = await createPrejoin(t)
    keys.owners.write('red', 'mine')
    keys.ring.add('red', { owner: 'made-up' })
    await join()
    await refuseJoin(code)
    assert.equal(keys.ring.read('red').owner, undefined)
    assert.equal(keys.owners.read('red'), 'mine')
    assert.equal(read().door.isOwnerLinkRefused, true)
    if (read().phase !== 'waiting') return
    const { owner, otherOwner } = connection().last('lobby:knock').params.credentials as Record<
      string,
      string
    >
    assert.deepEqual([owner, otherOwner], ['mine', undefined])
  })
}

test('a full server says nothing of a link', async (t) => {
  const { keys, join, refuseJoin, read } = await createPrejoin(t)
  keys.ring.add('red', { owner: 'moved' })
  await join()
  await refuseJoin('server_full')
  assert.equal(keys.ring.read('red').owner, 'moved')
  assert.equal(read().door.isOwnerLinkRefused, false)
})

test('a room that is claimed meanwhile is the own one, whatever a link said', async (t) => {
  const { actions, connection, keys, read } = await createWaiting(t)
  keys.ring.add('red', { owner: 'made-up' })
  const claimed = actions.claim('Anna')
  connection().last('room:claim').answer({ room: 'red', owner: 'own-1' })
  await claimed
  assert.equal(keys.owners.read('red'), 'own-1')
  assert.equal(keys.ring.read('red').owner, undefined)
  assert.equal(read().door.isMine, true)
})
