import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createResumeTokens as createTokens, type ResumeTokens } from './resume-token.ts'
import { createTabStorage } from './tab-storage.ts'

function createResumeTokens(storage: Storage | undefined): ResumeTokens {
  return createTokens(createTabStorage(storage))
}

function fakeStorage(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage
}

test('a token is found again by the next page of the same tab, for its room alone', () => {
  const storage = fakeStorage()
  createResumeTokens(storage).write('red', 'secret')
  const next = createResumeTokens(storage)
  assert.equal(next.read('red'), 'secret')
  assert.equal(next.read('blue'), undefined)
})

test('a cleared token is gone', () => {
  const storage = fakeStorage()
  const tokens = createResumeTokens(storage)
  tokens.write('red', 'secret')
  tokens.clear('red')
  assert.equal(tokens.read('red'), undefined)
  assert.equal(createResumeTokens(storage).read('red'), undefined)
})

test('where storage is blocked a token lasts as long as the page', () => {
  const blocked = {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('denied')
    },
    removeItem: () => {
      throw new Error('denied')
    },
  } as unknown as Storage
  const tokens = createResumeTokens(blocked)
  tokens.write('red', 'secret')
  assert.equal(tokens.read('red'), 'secret')
  tokens.clear('red')
  assert.equal(tokens.read('red'), undefined)
})
