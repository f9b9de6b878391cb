import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { it, type TestContext } from 'node:test'
import type { WebRtcTransport } from 'mediasoup/types'
import { FirstPath } from './first-path.ts'

class FakeTransport extends EventEmitter {
  readonly observer = new EventEmitter()
  closed = false

  close(): void {
    this.closed = true
    this.observer.emit('close')
  }
}

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  return create()
}

function setUpClosed() {
  const made = create()
  made.send.close()
  made.receive.close()
  return made
}

function create() {
  const [send, receive] = [new FakeTransport(), new FakeTransport()]
  const told: string[] = []
  const path = new FirstPath([send, receive] as unknown as WebRtcTransport[], {
    missing: () => told.push('missing'),
    found: () => told.push('found'),
  })
  return { send, receive, told, path }
}

it('tells once that nothing gets through, however often it is sought, and when something does', (t) => {
  const { receive, told, path } = setUp(t)
  path.sought()
  t.mock.timers.tick(7999)
  path.sought()
  assert.deepEqual(told, [])
  t.mock.timers.tick(1)
  path.sought()
  t.mock.timers.tick(100_000)
  assert.deepEqual(told, ['missing'])
  receive.emit('dtlsstatechange', 'connected')
  receive.emit('dtlsstatechange', 'connected')
  assert.deepEqual(told, ['missing', 'found'])
  assert.equal(path.isFound, true)
})

it('says nothing of a path that is found in time, and of one that nobody seeks', (t) => {
  const { send, told, path } = setUp(t)
  t.mock.timers.tick(100_000)
  path.sought()
  send.emit('dtlsstatechange', 'connecting')
  t.mock.timers.tick(7000)
  assert.equal(path.isFound, false)
  send.emit('dtlsstatechange', 'connected')
  t.mock.timers.tick(100_000)
  // What worked once and ended is no path that never worked.
  send.emit('dtlsstatechange', 'closed')
  path.sought()
  t.mock.timers.tick(100_000)
  assert.deepEqual(told, [])
})

it('says nothing of somebody who left', (t) => {
  const { send, receive, told, path } = setUp(t)
  path.sought()
  send.close()
  receive.close()
  t.mock.timers.tick(100_000)
  // A request that was under way ends later.
  const late = setUpClosed()
  late.path.sought()
  t.mock.timers.tick(100_000)
  assert.deepEqual(late.told, [])
  assert.deepEqual(told, [])
})
