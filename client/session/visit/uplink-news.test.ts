import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '../../../protocol/index.ts'
import { FakeConnection } from '../../connection/test-connection.ts'
import { INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import { followUplinkNews } from './uplink-news.ts'

function createBench() {
  const connection = new FakeConnection()
  const store = new SessionStore(INITIAL_STATE)
  const calls: string[] = []
  const note = (call: string): Promise<void> => {
    calls.push(call)
    return Promise.resolve()
  }
  followUplinkNews(connection, {
    store,
    publisher: () => ({
      producerIds: ['p1', 'p2'],
      retain: (ids) => void note(`retain ${ids.join(' ')}`),
      sendKeyFrame: (id) => note(`key frame of ${id}`),
      setWantedLayers: (id, layers) => note(`layers of ${id}: ${layers}`),
    }),
    local: {
      microphone: { set: (on) => note(`microphone ${on}`) },
      camera: { set: (on) => note(`camera ${on}`) },
      screen: { stop: () => note('screen stop') },
    },
  })
  const exceed = (source: Source, action: 'warned' | 'paused' | 'resumed' | 'closed'): void =>
    connection.notify('uplink:exceeded', { producerId: 'p1', source, action, bitsPerSecond: 2, limit: 1 })
  return { connection, store, calls, exceed }
}

test('what is too much is shown, and nothing is turned off for that', () => {
  const { store, calls, exceed } = createBench()
  exceed('microphone', 'warned')
  exceed('microphone', 'paused')
  assert.deepEqual(store.read().uplinkExceeded, { source: 'microphone', action: 'paused' })
  assert.deepEqual(calls, [])
})

test('what the server closed is forgotten and off, and everything else goes on', () => {
  const { calls, exceed } = createBench()
  exceed('microphone', 'closed')
  assert.deepEqual(calls, ['retain p2', 'microphone false'])
  calls.length = 0
  exceed('camera', 'closed')
  exceed('screen', 'closed')
  exceed('screen-audio', 'closed')
  assert.deepEqual(calls, ['retain p2', 'camera false', 'retain p2', 'screen stop', 'retain p2'])
})

test('the layers that are wanted reach the publisher', () => {
  const { connection, calls } = createBench()
  connection.notify('uplink:wanted', { producerId: 'p2', layers: 1 })
  assert.deepEqual(calls, ['layers of p2: 1'])
})

test('the wish for a key frame reaches the publisher', () => {
  const { connection, calls } = createBench()
  connection.notify('uplink:keyframe', { producerId: 'p1' })
  assert.deepEqual(calls, ['key frame of p1'])
})
