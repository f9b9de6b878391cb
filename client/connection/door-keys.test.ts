import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialsSchema } from '../../protocol/index.ts'
import { createDoorKeyRing } from './door-keys.ts'
import { readDeviceMark } from './device-mark.ts'
import { createKnockIds } from './knock-ids.ts'
import { createOwnerTokens, OWNED_ROOMS_MAX } from './owner-tokens.ts'
import { createTabStorage, type TabStorage } from './tab-storage.ts'

/** Storage whose texts a test can look at. */
function createStorage(): TabStorage & { texts: Map<string, string> } {
  const texts = new Map<string, string>()
  return {
    texts,
    read: (key) => texts.get(key),
    write: (key, text) => void texts.set(key, text),
    clear: (key) => void texts.delete(key),
  }
}

test('keys of one room are not shown at another one', () => {
  const ring = createDoorKeyRing(createTabStorage(undefined))
  ring.add('red', { invitation: 'abc' })
  ring.add('red', { password: 'open' })
  assert.deepEqual(ring.read('red'), { invitation: 'abc', password: 'open' })
  assert.deepEqual(ring.read('blue'), {})
})

test('a key that opens nothing is forgotten, and the last one leaves nothing behind', () => {
  const storage = createStorage()
  const ring = createDoorKeyRing(storage)
  ring.add('red', { invitation: 'abc', password: 'open' })
  ring.drop('red', 'password')
  assert.deepEqual(ring.read('red'), { invitation: 'abc' })
  ring.drop('red', 'invitation')
  assert.equal(storage.texts.size, 0)
})

test('a key that takes the place of another one hides it only until it is dropped', () => {
  const storage = createStorage()
  const ring = createDoorKeyRing(storage)
  for (const invitation of ['first', 'good', 'bad', 'bad']) ring.add('red', { invitation })
  assert.equal(ring.drop('red', 'invitation'), true)
  // A reload finds it as well.
  assert.deepEqual(createDoorKeyRing(storage).read('red'), { invitation: 'good' })
  assert.equal(ring.drop('red', 'invitation'), false)
  assert.equal(ring.drop('red', 'password'), false)
  assert.equal(storage.texts.size, 0)
})

test('the browser knows its rooms again, and forgets those that it used least lately', () => {
  const owners = createOwnerTokens(createStorage())
  for (let count = 0; count < OWNED_ROOMS_MAX; count += 1) owners.write(`room-${count}`, `token-${count}`)
  // Used again: it is no longer the oldest.
  owners.write('room-0', 'token-0')
  owners.write('one-more', 'token')
  assert.equal(owners.read('room-0'), 'token-0')
  assert.equal(owners.read('one-more'), 'token')
  assert.equal(owners.read('room-1'), undefined)
  assert.equal(owners.read('room-2'), 'token-2')
})

test('rooms that another tab made are kept', () => {
  const storage = createStorage()
  const [here, there] = [createOwnerTokens(storage), createOwnerTokens(storage)]
  here.write('red', 'a')
  there.write('blue', 'b')
  here.write('green', 'c')
  assert.deepEqual(
    ['red', 'blue', 'green'].map((room) => there.read(room)),
    ['a', 'b', 'c'],
  )
})

test('the mark of a browser stays, is what the server takes, and is made anew where it was spoilt', () => {
  const storage = createStorage()
  const mark = readDeviceMark(storage)
  assert.equal(readDeviceMark(storage), mark)
  assert.doesNotThrow(() => credentialsSchema.parse({ device: mark }))
  storage.write('device', 'two words')
  assert.doesNotThrow(() => credentialsSchema.parse({ device: readDeviceMark(storage) }))
  assert.notEqual(readDeviceMark(createStorage()), mark)
})

test('what is stored and cannot be read counts as nothing', () => {
  const storage = createStorage()
  for (const text of ['{', '[1]', '"text"', '{"password":1}', '{"password":[1]}']) {
    storage.write('keys.red', text)
    storage.write('owned-rooms', text)
    assert.deepEqual(createDoorKeyRing(storage).read('red'), {}, text)
    assert.equal(createOwnerTokens(storage).read('red'), undefined, text)
  }
  storage.write('knock.red', 'no id!')
  assert.equal(createKnockIds(storage).read('red'), undefined)
})
