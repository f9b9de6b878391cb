import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { it } from 'node:test'
import type { Worker } from 'mediasoup/types'
import { IceUsernames } from './ice-usernames.ts'

class FakeTransport {
  readonly id: string
  readonly type: string
  readonly observer = new EventEmitter()
  closed = false
  iceParameters = { usernameFragment: '', password: '' }

  constructor(id: string, type = 'webrtc') {
    this.id = id
    this.type = type
    this.rename(`${id}-0`)
  }

  rename(usernameFragment: string): void {
    this.iceParameters = { usernameFragment, password: '' }
  }

  close(): void {
    this.closed = true
    this.observer.emit('close')
  }
}

function setUp() {
  const worker = { observer: new EventEmitter() }
  const usernames = new IceUsernames(worker as unknown as Worker)
  const router = { observer: new EventEmitter() }
  worker.observer.emit('newrouter', router)
  const open = (id: string, type?: string): FakeTransport => {
    const transport = new FakeTransport(id, type)
    router.observer.emit('newtransport', transport)
    return transport
  }
  const add = (transport: FakeTransport): void => usernames.add(transport as never)
  return { usernames, open, add }
}

it('knows WebRTC transports by their ICE names while they are open, and no others', () => {
  const { usernames, open } = setUp()
  const transport = open('a')
  open('pipe', 'pipe')
  assert.deepEqual(
    [usernames.has('a-0'), usernames.has('pipe-0'), usernames.has('b-0')],
    [true, false, false],
  )
  transport.close()
  assert.equal(usernames.size, 0)
})

it('knows the newest name and the one before, however often ICE restarts', () => {
  const { usernames, open, add } = setUp()
  const transport = open('a')
  for (let count = 1; count <= 1000; count += 1) {
    transport.rename(`a-${count}`)
    add(transport)
  }
  assert.deepEqual(
    ['a-1000', 'a-999', 'a-998', 'a-0'].map((name) => usernames.has(name)),
    [true, true, false, false],
  )
  assert.equal(usernames.size, 2)
  transport.close()
  transport.rename('a-late')
  add(transport)
  assert.equal(usernames.size, 0, 'a restart that ends after its transport leaves nothing')
})
