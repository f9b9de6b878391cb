import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isForbidden } from './forbidden-addresses.ts'

const PUBLIC = ['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8']
const PRIVATE = [
  '127.0.0.1',
  '127.255.255.254',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '198.18.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::1',
  'fd12:3456::1',
]
const NEVER = [
  '0.0.0.0',
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '100.100.100.200',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'fd00:ec2::254',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '::127.0.0.1',
  'not an address',
  '',
]

it('calls public addresses alone', () => {
  for (const address of PUBLIC) assert.equal(isForbidden(address, false), false, address)
  for (const address of [...PRIVATE, ...NEVER, '192.0.2.1', '2001:db8::1', '2002:7f00:1::', '2001::1'])
    assert.equal(isForbidden(address, false), true, address)
})

it('calls the own network where the operator says so, and never what clouds keep for themselves', () => {
  for (const address of [...PUBLIC, ...PRIVATE]) assert.equal(isForbidden(address, true), false, address)
  for (const address of NEVER) assert.equal(isForbidden(address, true), true, address)
})
