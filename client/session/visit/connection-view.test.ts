import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { SessionState } from '../state/state.ts'
import { ConnectionView, type ConnectionViewOptions } from './connection-view.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const shown: SessionState['connection'][] = []
  const facts: ReturnType<ConnectionViewOptions['read']> = {
    phase: 'meeting',
    status: 'connected',
    isReady: true,
    isSeated: true,
    path: 'connecting',
  }
  const view = new ConnectionView({
    store: {
      patch: (part) => {
        const { connection } = part as Partial<SessionState>
        if (connection !== undefined && connection !== shown.at(-1)) shown.push(connection)
      },
    },
    read: () => facts,
  })
  const become = (part: Partial<typeof facts>, ms = 0): void => {
    Object.assign(facts, part)
    view.publish()
    t.mock.timers.tick(ms)
  }
  return { become, shown, view, tick: (ms: number) => t.mock.timers.tick(ms) }
}

test('a path that never worked is said to be none within five seconds, through all attempts', (t) => {
  const { become, shown, tick } = setUp(t)
  become({}, 3999)
  assert.deepEqual(shown, ['connected'])
  tick(1000)
  assert.deepEqual(shown, ['connected', 'unreachable'])
  // The attempt is given up, the seat is taken anew, and the next one fares no better.
  become({ path: 'broken' }, 500)
  become({ isSeated: false, path: null }, 500)
  become({ isSeated: true, path: 'connecting' }, 15_000)
  assert.deepEqual(shown, ['connected', 'unreachable'])
  become({ path: 'open' }, 60_000)
  assert.deepEqual(shown, ['connected', 'unreachable', 'connected'])
})

test('attempts that are given up early count together', (t) => {
  const { become, shown } = setUp(t)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    become({ isSeated: true, path: 'connecting' }, 900)
    become({ isSeated: false, path: null }, 100)
  }
  assert.equal(shown.at(-1), 'unreachable')
})

test('a path that worked is being repaired for longer, before it is said to be none', (t) => {
  const { become, shown, tick } = setUp(t)
  become({ path: 'open' }, 60_000)
  become({ path: 'trouble' }, 19_999)
  assert.deepEqual(shown, ['connected', 'repairing'])
  tick(1)
  assert.deepEqual(shown, ['connected', 'repairing', 'unreachable'])
})

test('a path that never worked is never called connected, although each attempt takes a new connection', (t) => {
  const { become, shown } = setUp(t)
  become({}, 4000)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    become({ path: 'broken' }, 10)
    become({ status: 'connecting', isSeated: false, path: null }, 2500)
    become({ status: 'connected' }, 100)
    become({ isSeated: true, path: 'connecting' }, 10_000)
  }
  assert.deepEqual(shown, ['connected', 'unreachable'])
})

test('a path that worked is said to be none in time, although each attempt takes a new connection', (t) => {
  const { become, shown } = setUp(t)
  become({ path: 'open' })
  for (const rest of [15_000, 3900]) {
    become({ path: 'broken' }, 10)
    become({ status: 'connecting', isSeated: false, path: null }, 400)
    become({ status: 'connected' }, 100)
    become({ isSeated: true, path: 'connecting' }, rest)
  }
  assert.equal(shown.at(-1), 'repairing')
  become({}, 100)
  assert.equal(shown.at(-1), 'unreachable')
})

test('a server that stays away is said to be, and what never worked is not called connected afterwards', (t) => {
  const { become, shown } = setUp(t)
  become({}, 10_000)
  become({ status: 'connecting' }, 60_000)
  become({ status: 'connected' }, 10_000)
  assert.deepEqual(shown, ['connected', 'unreachable', 'reconnecting', 'unreachable'])
})

test('after a server that stayed away, a path that worked gets its time anew', (t) => {
  const { become, shown, tick } = setUp(t)
  become({ path: 'open' })
  become({ path: 'trouble' }, 20_000)
  become({ status: 'connecting', path: null }, 60_000)
  become({ status: 'connected', path: 'connecting' }, 19_999)
  assert.deepEqual(shown, ['connected', 'repairing', 'unreachable', 'reconnecting', 'repairing'])
  tick(1)
  assert.equal(shown.at(-1), 'unreachable')
})

test('nothing more is said of a visit that is over', (t) => {
  const { become, shown, view, tick } = setUp(t)
  become({})
  view.close()
  tick(60_000)
  assert.deepEqual(shown, ['connected'])
})
