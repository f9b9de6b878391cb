import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import type { Worker } from 'mediasoup/types'
import { Census } from './census.ts'

/** Something of mediasoup that can be watched. */
class Fake {
  type = 'webrtc'
  readonly observer = new EventEmitter()

  /** Tells that something was opened on it. */
  open(event: string): Fake {
    const opened = new Fake()
    this.observer.emit(event, opened)
    return opened
  }

  close(): void {
    this.observer.emit('close')
  }
}

function setUp() {
  const census = new Census()
  const watch = (): Fake => {
    const worker = new Fake()
    census.watch(worker as unknown as Worker)
    return worker
  }
  return { census, watch }
}

describe('Census', () => {
  it('counts what all workers have open, by kind', () => {
    const { census, watch } = setUp()
    const transports = [watch(), watch()].map((worker) => worker.open('newrouter').open('newtransport'))
    for (const transport of transports) {
      transport.open('newproducer')
      transport.open('newdataproducer')
      transport.open('newdataconsumer')
      transport.open('newdataconsumer')
      transport.open('newconsumer')
    }
    assert.deepEqual(census.counts, { transports: 2, producers: 2, dataProducers: 2, dataConsumers: 4 })
  })

  it('counts out what closes, once', () => {
    const { census, watch } = setUp()
    const transport = watch().open('newrouter').open('newtransport')
    const producer = transport.open('newproducer')
    const chat = transport.open('newdataproducer')
    const consumer = transport.open('newdataconsumer')
    producer.close()
    producer.close()
    assert.deepEqual(census.counts, { transports: 1, producers: 0, dataProducers: 1, dataConsumers: 1 })
    for (const one of [chat, consumer, transport]) one.close()
    assert.deepEqual(census.counts, { transports: 0, producers: 0, dataProducers: 0, dataConsumers: 0 })
  })

  it('counts transports by path, and tells what comes from relays of this machine from what guests send', () => {
    const census = new Census((protocol, address) => address === '127.0.0.1' || protocol === 'udp')
    const worker = new Fake()
    census.watch(worker as unknown as Worker)
    const transport = worker.open('newrouter').open('newtransport')
    const comesFrom = (protocol: string, remoteIp: string): void =>
      void transport.observer.emit('iceselectedtuplechange', { protocol, remoteIp })
    const none = { udp: 0, tcp: 0, 'tcp-shared': 0, turn: 0 }
    comesFrom('tcp', '127.0.0.1')
    assert.deepEqual(census.paths, { ...none, 'tcp-shared': 1 })
    comesFrom('tcp', '203.0.113.9')
    assert.deepEqual(census.paths, { ...none, tcp: 1 })
    comesFrom('udp', '127.0.0.1')
    assert.deepEqual(census.paths, { ...none, turn: 1 })
    transport.close()
    assert.deepEqual(census.paths, none)
  })
})
