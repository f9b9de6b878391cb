import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeConnection } from '../../connection/test-connection.ts'
import { INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import { followServerNews, forgetServerNews } from './server-news.ts'

function createBench() {
  const connection = new FakeConnection()
  const store = new SessionStore(INITIAL_STATE)
  followServerNews(connection, store)
  return { connection, store }
}

test('what the server says of itself is shown', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const { connection, store } = createBench()
  connection.notify('server:draining', { seconds: 90 })
  connection.notify('server:load', { level: 2 })
  connection.notify('downlink:limited', { isNarrow: true })
  const { stopsAt, serverLoad, narrowLine } = store.read()
  assert.deepEqual(
    { stopsAt, serverLoad, narrowLine },
    { stopsAt: 1_090_000, serverLoad: 2, narrowLine: true },
  )
})

test('the latest word counts', () => {
  const { connection, store } = createBench()
  connection.notify('server:load', { level: 3 })
  connection.notify('server:load', { level: 0 })
  connection.notify('downlink:limited', { isNarrow: true })
  connection.notify('downlink:limited', { isNarrow: false })
  assert.equal(store.read().serverLoad, 0)
  assert.equal(store.read().narrowLine, false)
})

test('a server that is away is neither busy nor about to stop', () => {
  const { connection, store } = createBench()
  connection.notify('server:draining', { seconds: 90 })
  connection.notify('server:load', { level: 1 })
  forgetServerNews(store)
  const { stopsAt, serverLoad, narrowLine } = store.read()
  assert.deepEqual({ stopsAt, serverLoad, narrowLine }, { stopsAt: null, serverLoad: 0, narrowLine: false })
})
