import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTabStorage, type TabStorage } from './tab-storage.ts'
import { TransportChoice } from './transport-choice.ts'

const tab = (): TabStorage => createTabStorage(undefined)

test('a first WebSocket that fails is followed by polling at once', () => {
  const choice = new TransportChoice(tab())
  assert.equal(choice.current, 'websocket')
  assert.ok(choice.isFirst)
  assert.equal(choice.failed(false), true)
  assert.equal(choice.current, 'polling')
})

test('a server that is away fails both, and both are tried when it answers again', () => {
  const choice = new TransportChoice(tab())
  choice.failed(false)
  assert.equal(choice.failed(false), false, 'now it cannot be reached')
  const tried: string[] = []
  for (let attempt = 0; attempt < 4; attempt += 1) {
    tried.push(choice.current)
    assert.equal(choice.failed(true), false)
  }
  assert.deepEqual(tried, ['websocket', 'polling', 'websocket', 'polling'])
})

test('what worked is used first in this tab, and in no other', () => {
  const storage = tab()
  const first = new TransportChoice(storage)
  first.failed(false)
  first.worked()
  const reloaded = new TransportChoice(storage)
  assert.equal(reloaded.current, 'polling')
  assert.ok(!reloaded.isFirst)
  assert.equal(new TransportChoice(tab()).current, 'websocket')
})

test('a WebSocket that worked is not given up while the server is away, nor at the first trouble', () => {
  const choice = new TransportChoice(tab())
  choice.worked()
  for (let attempt = 0; attempt < 50; attempt += 1) assert.equal(choice.failed(false), false)
  choice.failed(true)
  choice.failed(true)
  assert.equal(choice.current, 'websocket')
  choice.failed(true)
  assert.equal(choice.current, 'polling', 'the network has changed')
})

test('nonsense in the storage of the tab counts as nothing', () => {
  const storage = tab()
  storage.write('transport', '<script>')
  assert.equal(new TransportChoice(storage).current, 'websocket')
})
