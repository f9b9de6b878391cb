import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Interfaces } from '../config/addresses.ts'
import { addressFindings, type AddressView } from './address-findings.ts'

function machine(addresses: Record<string, string>): Interfaces {
  const entries = Object.entries(addresses).map(([name, address]) => [
    name,
    [{ address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal: name === 'lo' }],
  ])
  return Object.fromEntries(entries) as Interfaces
}

function judge(view: Partial<AddressView> & { announced: string[] }): string[] {
  const whole = { announce: [], interfaces: {}, outside: undefined, ...view }
  return addressFindings(whole).map(({ id, level, fix }) => [level, id, ...(fix ?? [])].join(' '))
}

describe('the judgement of announced addresses', () => {
  it('is content with a public one', () => {
    assert.deepEqual(judge({ announced: ['10.0.0.5', '203.0.113.7', '127.0.0.1'] }), ['ok addresses'])
  })

  it('warns of private ones alone, and names the address that STUN servers see or how to ask them', () => {
    const interfaces = machine({ eth0: '192.168.1.5' })
    assert.deepEqual(judge({ announced: ['192.168.1.5', '127.0.0.1'], interfaces }), [
      'warning addresses.private npm start -- --stun stun.cloudflare.com:3478',
    ])
    assert.deepEqual(judge({ announced: ['192.168.1.5'], interfaces, outside: '203.0.113.7' }), [
      'warning addresses.private npm start -- --announce 203.0.113.7',
    ])
  })

  it('tells bridges and VPNs by the name of the interface, and NAT of the provider by the range', () => {
    const interfaces = machine({ docker0: '172.17.0.1', tailscale0: '100.100.1.1', wwan0: '100.64.0.9' })
    const ids = (...announced: string[]) => judge({ announced, interfaces }).map((line) => line.split(' ')[1])
    assert.deepEqual(ids('172.17.0.1', '100.100.1.1'), ['addresses.virtual'])
    assert.deepEqual(ids('100.64.0.9', '172.17.0.1'), ['addresses.shared'])
    assert.deepEqual(ids('100.64.0.9'), ['addresses.shared'])
  })

  it('says that an announced address is another one than the internet sees', () => {
    assert.deepEqual(judge({ announced: ['203.0.113.9'], outside: '203.0.113.7' }), [
      'ok addresses',
      'warning addresses.differs npm start -- --announce 203.0.113.7',
    ])
    assert.deepEqual(judge({ announced: ['203.0.113.9', '203.0.113.7'], outside: '203.0.113.7' }), [
      'ok addresses',
    ])
    const interfaces = machine({ eth1: '203.0.113.9' })
    const other = judge({ announced: ['203.0.113.9'], outside: '203.0.113.7', interfaces })
    assert.deepEqual(other, ['ok addresses'], 'a machine with two lines may have chosen one')
  })

  it('finds a name without an address, and nobody but this machine', () => {
    const interfaces = machine({ lo: '127.0.0.1', docker0: '172.17.0.1', eth0: '10.0.0.5' })
    assert.deepEqual(judge({ announced: ['meet.example'], interfaces }), [
      'error addresses.unresolved npm start -- --announce 10.0.0.5',
    ])
    assert.deepEqual(judge({ announced: ['127.0.0.1'] }), [
      'note addresses.loopback npm start -- --host 0.0.0.0',
    ])
  })
})
