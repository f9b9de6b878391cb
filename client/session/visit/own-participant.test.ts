import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import { FakeConnection } from '../../connection/test-connection.ts'
import { INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import { ME, person } from '../test-session.ts'
import { renameSelf, setOwnHand } from './own-participant.ts'

function createBench() {
  const connection = new FakeConnection()
  connection.connect()
  const store = new SessionStore({ ...INITIAL_STATE, self: person(ME, 'Me') })
  return { connection, store, self: () => store.read().self }
}

test('the name is what the server made of it', async () => {
  const { connection, store, self } = createBench()
  const renamed = renameSelf(connection, store, '  Ada  ')
  assert.equal(self()?.name, 'Me', 'nothing changes before the server agrees')
  connection.last('participant:rename').answer({ name: 'Ada' })
  assert.equal(await renamed, 'Ada')
  assert.equal(self()?.name, 'Ada')
})

test('a refused name changes nothing', async () => {
  const { connection, store, self } = createBench()
  const renamed = renameSelf(connection, store, '')
  connection.last('participant:rename').refuse(new ProtocolError('invalid_display_name'))
  assert.equal(await renamed, undefined)
  assert.equal(self()?.name, 'Me')
})

test('a hand goes up and down with the agreement of the server', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 5_000 })
  const { connection, store, self } = createBench()
  const raised = setOwnHand(connection, store, true)
  connection.last('hand:set').answer({})
  await raised
  assert.equal(self()?.handRaisedAt, 5_000)
  const lowered = setOwnHand(connection, store, false)
  assert.equal(self()?.handRaisedAt, 5_000)
  connection.last('hand:set').answer({})
  await lowered
  assert.equal(self()?.handRaisedAt, null)
})

test('a hand that the server did not hear of stays down', async () => {
  const { connection, store, self } = createBench()
  const raised = setOwnHand(connection, store, true)
  connection.drop()
  await raised
  assert.equal(self()?.handRaisedAt, null)
})

test('an answer that comes after the seat is gone makes nobody up', async () => {
  const { connection, store, self } = createBench()
  const renamed = renameSelf(connection, store, 'Ada')
  const raised = setOwnHand(connection, store, true)
  store.patch({ self: null })
  connection.last('participant:rename').answer({ name: 'Ada' })
  connection.last('hand:set').answer({})
  await Promise.all([renamed, raised])
  assert.equal(self(), null)
})
