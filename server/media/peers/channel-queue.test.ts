import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import { ChannelQueue } from './channel-queue.ts'

/** A stream of a client that reads only when it is told to. */
function createStream() {
  const events = new EventEmitter()
  const sent: string[] = []
  const stream = Object.assign(events, {
    closed: false,
    observer: new EventEmitter(),
    send: (payload: string | Buffer) => {
      sent.push(String(payload))
      return Promise.resolve(600 * 1024)
    },
  })
  return { stream, sent, read: () => events.emit('bufferedamountlow') }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

describe('ChannelQueue', () => {
  it('waits for a slow reader, and keeps the order', async () => {
    const { stream, sent, read } = createStream()
    const queue = new ChannelQueue(stream, () => assert.fail('it is not stuck'))
    const all = ['one', 'two', 'three'].map(async (text) => await queue.send(text))
    await turns()
    assert.deepEqual(sent, ['one'])
    read()
    await turns()
    read()
    await turns()
    assert.deepEqual(sent, ['one', 'two', 'three'])
    read()
    await Promise.all(all)
  })

  it('drops what far too much waits before, and says so', async () => {
    const { stream, sent } = createStream()
    let stuck = 0
    const queue = new ChannelQueue(stream, () => (stuck += 1))
    const megabyte = 'x'.repeat(1024 * 1024)
    for (let count = 0; count < 100; count += 1) void queue.send(megabyte)
    await turns()
    assert.equal(sent.length, 1)
    assert.ok(stuck >= 90, `${100 - stuck} MB wait`)
    stream.closed = true
    stream.observer.emit('close')
  })
})
