import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bindingRequest, mappedAddress } from './stun-message.ts'
import { bindingSuccess } from './test-stun.ts'

// RFC 5769, section 2.2 and 2.3: the sample responses, without the attributes behind the address.
const ID = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex')
const IPV4 = Buffer.from('0101000c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a643', 'hex')
const IPV6 = Buffer.from(
  '010100182112a442b7e7a701bc34d686fa87dfae002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9',
  'hex',
)

describe('STUN messages', () => {
  it('ask as the RFC says', () => {
    assert.equal(bindingRequest(ID).toString('hex'), '000100002112a442b7e7a701bc34d686fa87dfae')
  })

  it('tell the addresses of the samples of RFC 5769', () => {
    assert.equal(mappedAddress(IPV4, ID), '192.0.2.1')
    assert.equal(mappedAddress(IPV6, ID), '2001:db8:1234:5678:11:2233:4455:6677')
  })

  it('tell the address behind other attributes, also where those are padded', () => {
    const software = Buffer.from('80220005' + '7465737420' + '000000', 'hex')
    assert.equal(mappedAddress(bindingSuccess(ID, '203.0.113.9', software), ID), '203.0.113.9')
  })

  it('tell nothing that was not asked, is cut, or is something else', () => {
    assert.equal(mappedAddress(IPV4, randomBytes(12)), undefined, 'another transaction')
    for (let length = 0; length < IPV4.length; length += 1)
      assert.equal(mappedAddress(IPV4.subarray(0, length), ID), undefined, `${length} bytes`)
    const change = (at: number, byte: number): Buffer => Buffer.from(IPV4).fill(byte, at, at + 1)
    assert.equal(mappedAddress(change(0, 0), ID), undefined, 'a request')
    assert.equal(mappedAddress(change(1, 0x11), ID), undefined, 'a refusal')
    assert.equal(mappedAddress(change(4, 0), ID), undefined, 'no cookie')
    assert.equal(mappedAddress(change(23, 200), ID), undefined, 'an attribute that is longer than the packet')
    assert.equal(mappedAddress(change(25, 3), ID), undefined, 'no such family')
    assert.equal(mappedAddress(change(25, 2), ID), undefined, 'a short IPv6 address')
    assert.equal(mappedAddress(change(21, 1), ID), undefined, 'no veiled address')
  })

  it('of any bytes end nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const packet = Buffer.concat([IPV4.subarray(0, 20), bytes])
        packet.writeUInt16BE(bytes.length, 2)
        const address = mappedAddress(packet, ID)
        assert.ok(address === undefined || typeof address === 'string')
      }),
    )
  })
})
