import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INITIAL_STATE } from './initial-state.ts'
import { SessionStore } from './session-store.ts'
import type { SessionState } from './state.ts'

function createBench() {
  const store = new SessionStore(INITIAL_STATE)
  const seen: SessionState[] = []
  const end = store.subscribe((state) => seen.push(state))
  return { store, seen, end }
}

test('a change makes a new state and leaves the former one as it was', () => {
  const { store, seen } = createBench()
  store.patch({ room: 'red' })
  assert.equal(store.read().room, 'red')
  assert.equal(INITIAL_STATE.room, '')
  assert.deepEqual(seen, [store.read()])
})

test('parts that did not change stay the same objects', () => {
  const { store } = createBench()
  const { local, chat } = store.read()
  store.patch({ room: 'red' })
  assert.equal(store.read().local, local)
  assert.equal(store.read().chat, chat)
})

test('a change to what is there already tells nobody', () => {
  const { store, seen } = createBench()
  const before = store.read()
  store.patch({ room: '', failure: null })
  store.patch({})
  store.patch(({ local }) => ({ local }))
  assert.equal(seen.length, 0)
  assert.equal(store.read(), before)
})

test('an equal object that is another one counts as a change', () => {
  const { store, seen } = createBench()
  store.patch(({ local }) => ({ local: { ...local } }))
  assert.equal(seen.length, 1)
})

test('a function gets the present state', () => {
  const { store } = createBench()
  store.patch({ serverLoad: 1 })
  store.patch(({ serverLoad }) => ({ serverLoad: serverLoad + 1 }))
  assert.equal(store.read().serverLoad, 2)
})

test('a listener may change the state, and all end with the latest', () => {
  const { store, seen } = createBench()
  store.subscribe(({ phase }) => {
    if (phase === 'joining') store.patch({ phase: 'meeting' })
  })
  store.patch({ phase: 'joining' })
  assert.equal(store.read().phase, 'meeting')
  assert.deepEqual(
    seen.map(({ phase }) => phase),
    ['joining', 'meeting'],
  )
})

test('whoever subscribed after a listener that changes the state never ends with the former one', () => {
  const store = new SessionStore(INITIAL_STATE)
  store.subscribe(({ phase }) => {
    if (phase === 'joining') store.patch({ phase: 'meeting' })
  })
  let last = store.read()
  store.subscribe((state) => void (last = state))
  store.patch({ phase: 'joining' })
  assert.equal(last.phase, 'meeting')
})

test('a subscription that ended hears nothing', () => {
  const { store, seen, end } = createBench()
  end()
  store.patch({ room: 'red' })
  assert.equal(seen.length, 0)
})
