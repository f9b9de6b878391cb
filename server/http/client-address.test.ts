import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClientAddress } from './client-address.ts'

const from = (remoteAddress: string | undefined, forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress },
})

describe('createClientAddress', () => {
  it('is the address of the connection when no proxy is trusted, whatever the header says', () => {
    const addressOf = createClientAddress(false)
    assert.equal(addressOf(from('198.51.100.7', '203.0.113.9')), '198.51.100.7')
    assert.equal(addressOf(from('::ffff:198.51.100.7')), '198.51.100.7')
    assert.equal(addressOf(from(undefined)), '')
  })

  it('is what the trusted proxies saw, not what the client claims', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', '::1', '127.0.0.1'])
    assert.equal(addressOf(from('127.0.0.1', '203.0.113.9')), '203.0.113.9')
    assert.equal(addressOf(from('::1', '1.2.3.4, 203.0.113.9, 10.1.1.1')), '203.0.113.9')
    assert.equal(addressOf(from('::ffff:10.2.2.2', '::ffff:203.0.113.9')), '203.0.113.9')
    assert.equal(addressOf(from('198.51.100.7', '203.0.113.9')), '198.51.100.7')
  })

  it('keeps the last sound address when the header is damaged or missing', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', '2001:db8::/32'])
    assert.equal(addressOf(from('10.0.0.1')), '10.0.0.1')
    assert.equal(addressOf(from('10.0.0.1', '203.0.113.9, unknown')), '10.0.0.1')
    assert.equal(addressOf(from('2001:db8::1', ' 2001:db9::5 ')), '2001:db9::5')
  })
})
