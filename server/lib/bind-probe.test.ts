import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { bindError } from './bind-probe.ts'

describe('bindError', () => {
  it('finds nothing in the way of a free port, and leaves it free', async () => {
    for (const protocol of ['udp', 'tcp'] as const) {
      assert.equal(await bindError({ protocol, address: '127.0.0.1', port: 0 }), undefined)
    }
  })

  it('sees a UDP port that is taken on one address from that address and from the wildcard', async (t) => {
    const holder = createSocket({ type: 'udp4', reuseAddr: true }).bind(0, '127.0.0.1')
    t.after(() => holder.close())
    await once(holder, 'listening')
    const { port } = holder.address()
    for (const address of ['127.0.0.1', '0.0.0.0']) {
      assert.equal((await bindError({ protocol: 'udp', address, port }))?.code, 'EADDRINUSE', address)
    }
  })

  it('sees a TCP port that is taken on one address from that address and from the wildcard', async (t) => {
    const holder = createServer().listen(0, '127.0.0.1')
    t.after(() => holder.close())
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    for (const address of ['127.0.0.1', '0.0.0.0']) {
      assert.equal((await bindError({ protocol: 'tcp', address, port }))?.code, 'EADDRINUSE', address)
    }
  })

  it('tells an address that this machine does not have from a port that is taken', async () => {
    for (const protocol of ['udp', 'tcp'] as const) {
      const error = await bindError({ protocol, address: '192.0.2.1', port: 0 })
      assert.equal(error?.code, 'EADDRNOTAVAIL')
    }
  })
})
