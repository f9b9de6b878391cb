import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { WireMeter } from './wire-bytes.ts'

class FakeSocket extends EventEmitter {
  bytesRead = 0
  bytesWritten = 0
}

function watched(meter: WireMeter): FakeSocket {
  const socket = new FakeSocket()
  meter.watch(socket as unknown as Socket)
  return socket
}

describe('bytes on the wire', () => {
  it('are those of open connections and of those that have ended', () => {
    const meter = new WireMeter()
    const one = watched(meter)
    const other = watched(meter)
    Object.assign(one, { bytesRead: 10, bytesWritten: 20 })
    Object.assign(other, { bytesRead: 1, bytesWritten: 2 })
    assert.deepEqual(meter.total, { received: 11, sent: 22 })
    one.emit('close')
    other.bytesWritten = 3
    assert.deepEqual(meter.total, { received: 11, sent: 23 })
  })

  it('are counted once for a connection that is met twice', () => {
    const meter = new WireMeter()
    const socket = watched(meter)
    meter.watch(socket as unknown as Socket)
    socket.bytesRead = 5
    socket.emit('close')
    assert.deepEqual(meter.total, { received: 5, sent: 0 })
  })
})
