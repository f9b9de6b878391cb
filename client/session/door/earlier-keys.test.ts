import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError, type ErrorCode } from '../../../protocol/index.ts'
import { settle } from '../../media/test-media.ts'
import type { DoorKeys } from '../../connection/door-keys.ts'
import { createPrejoin } from './test-door.ts'

const KINDS: readonly (readonly [keyof DoorKeys, ErrorCode])[] = [
  ['invitation', 'invitation_invalid'],
  ['token', 'token_invalid'],
  ['password', 'password_wrong'],
]

for (const [kind, code] of KINDS) {
  test(`a ${kind} that opens nothing does not hide the one before it`, async (t) => {
    const { connection, keys, join, refuseJoin, giveSeat, shown, read } = await createPrejoin(t)
    keys.ring.add('red', { [kind]: 'good' })
    keys.ring.add('red', { [kind]: 'garbage' })
    await join()
    assert.equal(shown()[kind], 'garbage')
    await refuseJoin(code)
    assert.equal(read().phase, 'joining')
    assert.equal(shown()[kind], 'good')
    await giveSeat()
    assert.equal(read().phase, 'meeting')
    assert.equal(connection().count('room:join'), 2)
    assert.equal(keys.ring.read('red')[kind], 'good')
  })

  test(`two of a ${kind} that open nothing are tried once each, and then it is told`, async (t) => {
    const { connection, keys, join, refuseJoin, read } = await createPrejoin(t)
    keys.ring.add('red', { [kind]: 'bad' })
    keys.ring.add('red', { [kind]: 'worse' })
    await join()
    await refuseJoin(code)
    await refuseJoin(code)
    assert.equal(read().phase, 'prejoin')
    assert.equal(read().failure?.code, code)
    assert.equal(connection().count('room:join'), 2)
    assert.deepEqual(keys.ring.read('red'), {})
  })
}

test('a key that is refused leaves those of other kinds, the owner’s among them', async (t) => {
  const { keys, join, refuseJoin, shown } = await createPrejoin(t)
  keys.owners.write('red', 'mine')
  keys.ring.add('red', { invitation: 'inv', token: 'garbage' })
  await join()
  await refuseJoin('token_invalid')
  await join()
  assert.deepEqual([shown().owner, shown().invitation, shown().token], ['mine', 'inv', undefined])
})

test('an invitation that ended while somebody waited makes room for the one before it', async (t) => {
  const { connection, keys, join, refuseJoin, read } = await createPrejoin(t)
  keys.ring.add('red', { invitation: 'good' })
  keys.ring.add('red', { invitation: 'ended' })
  await join()
  await refuseJoin('host_absent')
  connection().last('lobby:knock').refuse(new ProtocolError('invitation_invalid'))
  await settle()
  assert.equal(connection().count('lobby:knock'), 2)
  assert.equal((connection().last('lobby:knock').params.credentials as DoorKeys).invitation, 'good')
  connection().last('lobby:knock').refuse(new ProtocolError('invitation_invalid'))
  await settle()
  assert.equal(read().door.wait?.kind, 'refused')
  assert.deepEqual(keys.ring.read('red'), {})
})
