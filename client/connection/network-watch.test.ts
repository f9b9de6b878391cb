import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { watchNetwork } from './network-watch.ts'

/** A page and a device whose network the test changes. */
function setUp(t: TestContext, { hasInformation = true } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const page = new EventTarget()
  const information = new EventTarget()
  const globals = globalThis as { window?: unknown; navigator: unknown }
  const former = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  globals.window = page
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: hasInformation ? { connection: information } : {},
  })
  t.after(() => {
    delete globals.window
    if (former) Object.defineProperty(globalThis, 'navigator', former)
  })
  let changes = 0
  const end = watchNetwork(() => (changes += 1))
  return {
    end,
    changes: () => changes,
    online: () => page.dispatchEvent(new Event('online')),
    change: () => information.dispatchEvent(new Event('change')),
    pass: (milliseconds: number) => t.mock.timers.tick(milliseconds),
  }
}

test('the events of one change of network are told as one', (t) => {
  const { online, change, pass, changes } = setUp(t)
  change()
  pass(20)
  online()
  pass(20)
  change()
  assert.equal(changes(), 0)
  pass(50)
  assert.equal(changes(), 1)
})

test('changes that are apart are told each', (t) => {
  const { online, pass, changes } = setUp(t)
  online()
  pass(50)
  online()
  pass(50)
  assert.equal(changes(), 2)
})

test('a browser that says nothing of its network still says when it is online', (t) => {
  const { online, change, pass, changes } = setUp(t, { hasInformation: false })
  change()
  pass(50)
  assert.equal(changes(), 0)
  online()
  pass(50)
  assert.equal(changes(), 1)
})

test('nothing is told after the end, not even what was under way', (t) => {
  const { online, change, pass, changes, end } = setUp(t)
  online()
  end()
  pass(50)
  online()
  change()
  pass(50)
  assert.equal(changes(), 0)
})
