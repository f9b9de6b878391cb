import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTabStorage } from './tab-storage.ts'

/** Session storage that can be forbidden while it is used. */
class FakeStorage {
  readonly texts = new Map<string, string>()
  forbidden = false

  getItem(key: string): string | null {
    this.#check()
    return this.texts.get(key) ?? null
  }
  setItem(key: string, text: string): void {
    this.#check()
    this.texts.set(key, text)
  }
  removeItem(key: string): void {
    this.#check()
    this.texts.delete(key)
  }
  get asStorage(): Storage {
    return this as unknown as Storage
  }
  #check(): void {
    if (this.forbidden) throw new Error('SecurityError')
  }
}

test('a text is found again by another page of the same tab', () => {
  const storage = new FakeStorage()
  createTabStorage(storage.asStorage).write('key', 'text')
  assert.equal(createTabStorage(storage.asStorage).read('key'), 'text')
})

test('keys are kept apart from those of others on the same origin', () => {
  const storage = new FakeStorage()
  createTabStorage(storage.asStorage).write('key', 'text')
  assert.deepEqual([...storage.texts.keys()], ['plenary.key'])
})

test('a cleared text is gone for good', () => {
  const storage = new FakeStorage()
  const tab = createTabStorage(storage.asStorage)
  tab.write('key', 'text')
  tab.clear('key')
  assert.equal(tab.read('key'), undefined)
  assert.equal(storage.texts.size, 0)
})

test('without storage texts last as long as the page', () => {
  const tab = createTabStorage(undefined)
  tab.write('key', 'text')
  assert.equal(tab.read('key'), 'text')
  assert.equal(createTabStorage(undefined).read('key'), undefined)
  tab.clear('key')
  assert.equal(tab.read('key'), undefined)
})

test('storage that is forbidden throws at nobody', () => {
  const storage = new FakeStorage()
  storage.forbidden = true
  const tab = createTabStorage(storage.asStorage)
  tab.write('key', 'text')
  assert.equal(tab.read('key'), 'text')
  tab.clear('key')
  assert.equal(tab.read('key'), undefined)
})
