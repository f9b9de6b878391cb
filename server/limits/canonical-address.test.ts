import assert from 'node:assert/strict'
import { it } from 'node:test'
import { canonicalAddress } from './canonical-address.ts'

it('charges an IPv4 address as it is, however it comes', () => {
  for (const address of [
    '192.0.2.7',
    ' 192.0.2.7 ',
    '::ffff:192.0.2.7',
    '::FFFF:c000:207',
    '0:0:0:0:0:ffff:c000:0207',
  ]) {
    assert.equal(canonicalAddress(address), '192.0.2.7', address)
  }
})

it('charges all addresses of an IPv6 network of 64 bits together, and no two such networks', () => {
  const own = [
    '2001:db8:1:2::1',
    '2001:DB8:1:2:ffff:ffff:ffff:ffff',
    '2001:db8:1:2::192.0.2.7',
    '2001:0db8:0001:0002::',
  ]
  assert.deepEqual([...new Set(own.map(canonicalAddress))], ['2001:db8:1:2::/64'])
  assert.equal(canonicalAddress('2001:db8:1:3::1'), '2001:db8:1:3::/64')
  assert.equal(canonicalAddress('::1'), '0:0:0:0::/64')
  assert.equal(canonicalAddress('fe80::1%eth0'), 'fe80:0:0:0::/64')
  assert.equal(canonicalAddress('64:ff9b::192.0.2.7'), '64:ff9b:0:0::/64')
})

it('charges together whatever is no address', () => {
  for (const address of ['', 'localhost', '300.1.1.1', ':::', '1.2.3.4.5']) {
    assert.equal(canonicalAddress(address), 'unknown', address)
  }
})
