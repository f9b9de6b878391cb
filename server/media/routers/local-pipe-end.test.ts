import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import type { Router } from 'mediasoup/types'
import { LocalPipeEnd } from './local-pipe-end.ts'
import type { PipeAddress } from './router-host.ts'

const SRTP = { cryptoSuite: 'AES_CM_128_HMAC_SHA1_80', keyBase64: 'a2V5' }

async function openEnd(srtpParameters?: typeof SRTP) {
  const consumer = Object.assign(new EventEmitter(), {
    observer: new EventEmitter(),
    closed: false,
    kind: 'audio',
    producerPaused: false,
  })
  const remotes: PipeAddress[] = []
  const transport = {
    observer: new EventEmitter(),
    tuple: { localAddress: '192.0.2.7', localPort: 4321 },
    srtpParameters,
    consume: () => Promise.resolve(consumer),
    connect: (remote: PipeAddress) => Promise.resolve(void remotes.push(remote)),
  }
  const listenIps: (string | undefined)[] = []
  const router = {
    createPipeTransport: (options: { listenInfo: { ip: string } }) => {
      listenIps.push(options.listenInfo.ip)
      return Promise.resolve(transport)
    },
  } as unknown as Pick<Router, 'createPipeTransport'>
  const end = await LocalPipeEnd.open(router, '192.0.2.7', () => undefined)
  return { end, consumer, remotes, listenIps }
}

describe('LocalPipeEnd', () => {
  it('listens where it is told to, and says where that is', async () => {
    const { end, listenIps } = await openEnd()
    assert.deepEqual(listenIps, ['192.0.2.7'])
    assert.deepEqual(end.address, { ip: '192.0.2.7', port: 4321 })
  })

  it('tells its key to the other end, and takes the key of that one', async () => {
    const { end, remotes } = await openEnd(SRTP)
    assert.deepEqual(end.address.srtpParameters, SRTP)
    const remote = { ip: '192.0.2.8', port: 1, srtpParameters: { ...SRTP, keyBase64: 'b3RoZXI=' } }
    await end.connect(remote)
    assert.deepEqual(remotes, [remote])
  })

  it('tells that a producer has ended although it ended before anybody could watch it', async () => {
    const { end, consumer } = await openEnd()
    const told: string[] = []
    const events = { closed: () => told.push('closed'), paused: () => told.push('paused') }
    await end.consume('p1', events)
    assert.deepEqual(told, [])
    consumer.closed = true
    await end.consume('p2', events)
    assert.deepEqual(told, ['closed'])
  })
})
