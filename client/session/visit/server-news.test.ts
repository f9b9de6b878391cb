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
  connection.notify('downlink:limited', { isLimited: true })
  const { stopsAt, serverLoad, downlinkLimited } = store.read()
  assert.deepEqual(
    { stopsAt, serverLoad, downlinkLimited },
    { stopsAt: 1_090_000, serverLoad: 2, downlinkLimited: true },
  )
})

test('the latest word counts', () => {
  const { connection, store } = createBench()
  connection.notify('server:load', { level: 3 })
  connection.notify('server:load', { level: 0 })
  connection.notify('downlink:limited', { isLimited: true })
  connection.notify('downlink:limited', { isLimited: false })
  assert.equal(store.read().serverLoad, 0)
  assert.equal(store.read().downlinkLimited, false)
})

test('the latest list of what cannot be decoded counts, and none is kept without a server', () => {
  const { connection, store } = createBench()
  connection.notify('tracks:undecodable', { tracks: [{ participantId: 'ada', source: 'camera' }] })
  assert.deepEqual(store.read().undecodable, ['ada:camera'])
  connection.notify('tracks:undecodable', { tracks: [{ participantId: 'bob', source: 'microphone' }] })
  assert.deepEqual(store.read().undecodable, ['bob:microphone'])
  forgetServerNews(store)
  assert.deepEqual(store.read().undecodable, [])
})

test('a server that is away is neither busy nor about to stop', () => {
  const { connection, store } = createBench()
  connection.notify('server:draining', { seconds: 90 })
  connection.notify('server:load', { level: 1 })
  forgetServerNews(store)
  const { stopsAt, serverLoad, downlinkLimited } = store.read()
  assert.deepEqual(
    { stopsAt, serverLoad, downlinkLimited },
    { stopsAt: null, serverLoad: 0, downlinkLimited: false },
  )
})
