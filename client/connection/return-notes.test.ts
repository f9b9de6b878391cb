import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReturnNotes } from './return-notes.ts'
import type { TabStorage } from './tab-storage.ts'

function createStorage(): TabStorage & { texts: Map<string, string> } {
  const texts = new Map<string, string>()
  return {
    texts,
    read: (key) => texts.get(key),
    write: (key, text) => void texts.set(key, text),
    clear: (key) => void texts.delete(key),
  }
}

const note = { name: 'Ada', microphoneOn: false, cameraOn: true }

test('a note is for the same room, and stays until it is cleared', () => {
  const notes = createReturnNotes(createStorage())
  notes.write('demo', note)
  assert.equal(notes.read('other'), undefined)
  for (let reload = 0; reload < 3; reload += 1) {
    assert.deepEqual({ ...notes.read('demo'), at: 0 }, { ...note, at: 0 })
  }
  notes.clear('demo')
  assert.equal(notes.read('demo'), undefined)
})

test('an old note leads nobody into a meeting', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const notes = createReturnNotes(createStorage())
  notes.write('demo', note)
  t.mock.timers.tick(61_000)
  assert.equal(notes.read('demo'), undefined)
})

test('what somebody else wrote is no note', () => {
  const storage = createStorage()
  const notes = createReturnNotes(storage)
  for (const text of [
    '',
    '{',
    'null',
    '{"at":"now"}',
    JSON.stringify({ ...note, at: Date.now(), name: 7 }),
  ]) {
    storage.texts.set('return.demo', text)
    assert.equal(notes.read('demo'), undefined, text)
  }
})
