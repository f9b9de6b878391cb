import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressKind } from './address-kind.ts'

const KINDS = {
  public: [
    '8.8.8.8',
    '203.0.113.2',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.0.1',
    '172.32.0.1',
    '2a01:4f8::1',
  ],
  private: ['10.0.0.5', '172.16.0.1', '172.31.255.255', '192.168.1.20', 'fd12:3456::1'],
  shared: ['100.64.0.1', '100.127.255.255'],
  none: [
    '0.0.0.0',
    '127.0.0.1',
    '169.254.1.1',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '2001:db8::1',
    'fe80::1',
    'fe80::1%eth0',
    '2a01:4f8::1%eth0',
    'ff02::1',
    '',
    'meet.example.org',
    '8.8.8.8.8',
    '08.8.8.8',
  ],
} as const

describe('the kind of an address', () => {
  for (const [kind, addresses] of Object.entries(KINDS)) {
    for (const address of addresses) {
      it(`is ${kind} for ${JSON.stringify(address)}`, () => {
        assert.equal(addressKind(address), kind)
      })
    }
  }
})
