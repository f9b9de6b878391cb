import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { readText, writeText } from './storage.ts'

function setUp(t: TestContext): { texts: Map<string, string>; forbid: () => void } {
  const texts = new Map<string, string>()
  let isForbidden = false
  const former = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  }
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      if (isForbidden) throw new Error('SecurityError')
      return storage
    },
  })
  t.after(() => {
    if (former) Object.defineProperty(globalThis, 'localStorage', former)
    else Reflect.deleteProperty(globalThis, 'localStorage')
  })
  return { texts, forbid: () => (isForbidden = true) }
}

test('a text is remembered under a name of its own', (t) => {
  const { texts } = setUp(t)
  writeText('theme', 'dark')
  assert.equal(readText('theme'), 'dark')
  assert.deepEqual([...texts], [['plenary.theme', 'dark']])
})

test('an empty text is forgotten', (t) => {
  const { texts } = setUp(t)
  writeText('theme', 'dark')
  writeText('theme', '')
  assert.equal(readText('theme'), undefined)
  assert.equal(texts.size, 0)
})

test('a browser that forbids storage remembers nothing and breaks nothing', (t) => {
  const { texts, forbid } = setUp(t)
  forbid()
  writeText('theme', 'dark')
  assert.equal(readText('theme'), undefined)
  assert.equal(texts.size, 0)
})
