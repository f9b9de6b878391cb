import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Interfaces } from '../config/addresses.ts'
import { usableHost } from './usable-host.ts'

const loopback = [
  { address: '127.0.0.1', family: 'IPv4', internal: true },
  { address: '::1', family: 'IPv6', internal: true },
] as const
const linkLocal = { address: 'fe80::1', family: 'IPv6', internal: false } as const
const ipv4 = { address: '192.0.2.10', family: 'IPv4', internal: false } as const
const ipv6 = { address: '2001:db8::10', family: 'IPv6', internal: false } as const

const machine = (...eth0: NonNullable<Interfaces[string]>) => ({
  interfaces: (): Interfaces => ({ lo: [...loopback], eth0 }),
  hasIpv6: async () => await Promise.resolve(true),
})
const withoutIpv6 = { ...machine(ipv4), hasIpv6: async () => await Promise.resolve(false) }

describe('usableHost', () => {
  it('is that of the settings on a machine with both, with IPv4 alone, and with nothing yet', async () => {
    for (const addresses of [[ipv4, ipv6, linkLocal], [ipv4], [linkLocal], []]) {
      for (const host of ['0.0.0.0', '::', '127.0.0.1', 'localhost', '192.0.2.10']) {
        for (const isDefault of [true, false]) {
          assert.deepEqual(await usableHost({ host, isDefault }, machine(...addresses)), { host })
        }
      }
    }
  })

  it('is IPv4 on a machine that has no IPv6, and says so', async () => {
    const { host, note } = await usableHost({ host: '::', isDefault: false }, withoutIpv6)
    assert.equal(host, '0.0.0.0')
    assert.match(note ?? '', /no IPv6; .*IPv4/)
  })

  it('is IPv6 on a machine that has nothing else, and says so', async () => {
    const { host, note } = await usableHost({ host: '0.0.0.0', isDefault: true }, machine(ipv6, linkLocal))
    assert.equal(host, '::')
    assert.match(note ?? '', /IPv6 addresses only/)
  })

  it('opens no address that the settings do not name, and says that nobody comes in', async () => {
    const { host, note } = await usableHost({ host: '0.0.0.0', isDefault: false }, machine(ipv6))
    assert.equal(host, '0.0.0.0')
    assert.match(note ?? '', /nobody reaches them: use --host ::$/)
  })

  it('is that of the settings where the system does not list its addresses', async () => {
    const interfaces = (): never => {
      throw new Error('not permitted')
    }
    assert.deepEqual(await usableHost({ host: '0.0.0.0', isDefault: true }, { ...machine(), interfaces }), {
      host: '0.0.0.0',
    })
  })

  it('asks the system unless a test answers', async () => {
    assert.deepEqual(await usableHost({ host: '127.0.0.1', isDefault: false }), { host: '127.0.0.1' })
    assert.ok(['::', '0.0.0.0'].includes((await usableHost({ host: '::', isDefault: false })).host))
  })
})
