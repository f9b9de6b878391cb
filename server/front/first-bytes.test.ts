import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OPENING_BYTES_MAX, readOpening } from './first-bytes.ts'
import { framed, iceCheck, stunMessage } from './test-openings.ts'

const ALLOCATE = stunMessage(0x0003, { type: 0x0019, value: '\x11\0\0\0' })

describe('readOpening', () => {
  it('knows TLS and HTTP by their first byte', () => {
    assert.deepEqual(readOpening(Buffer.from([0x16])), { kind: 'tls' })
    for (const line of ['G', 'GET / HTTP/1.1\r\n', 'POST /', ' ', '\r\n', '\x80\x81'])
      assert.deepEqual(readOpening(Buffer.from(line, 'latin1')), { kind: 'http' }, JSON.stringify(line))
  })

  it('knows TURN and ICE over TCP, and whom a check is for', () => {
    assert.deepEqual(readOpening(ALLOCATE), { kind: 'turn' })
    assert.deepEqual(readOpening(iceCheck('k7Zq+/9a')), { kind: 'ice', username: 'k7Zq+/9a' })
    const more = Buffer.concat([iceCheck('abcd'), Buffer.from('whatever follows')])
    assert.deepEqual(readOpening(more), { kind: 'ice', username: 'abcd' })
  })

  it('says the same however the bytes are cut, and nothing before it can', () => {
    for (const whole of [ALLOCATE, iceCheck('abcdefgh')]) {
      const final = readOpening(whole)
      const early = Array.from({ length: whole.length - 1 }, (_, index) =>
        readOpening(whole.subarray(0, index + 1)),
      )
      const first = early.findIndex((opening) => opening !== undefined)
      const decided = first === -1 ? [] : early.slice(first)
      assert.deepEqual(
        decided,
        decided.map(() => final),
      )
      assert.equal(readOpening(whole.subarray(0, 7)), undefined)
    }
  })

  it('takes nothing else for a check: other lengths, types, names, and what only begins like one', () => {
    const check = iceCheck('abcd')
    const change = (at: number, value: number): Buffer => {
      const copy = Buffer.from(check)
      copy.writeUInt16BE(value, at)
      return copy
    }
    const long = stunMessage(0x0001, { type: 0x0006, value: 'a'.repeat(OPENING_BYTES_MAX) })
    const wrong = {
      'a length beyond the message': change(0, check.length + 2),
      'a length within the header': change(0, 8),
      'an odd length': change(0, check.length - 3),
      'a longer frame than a packet': framed(long),
      'an answer': change(2, 0x0101),
      'another length inside': change(4, 0),
      'an attribute that goes beyond its message': change(24, 0x0fff),
      'no username': framed(stunMessage(0x0001, { type: 0x0024, value: 'abcd' })),
      'a username with other characters': framed(
        stunMessage(0x0001, { type: 0x0006, value: '../etc:theirs' }),
      ),
      'a username that is too short': framed(stunMessage(0x0001, { type: 0x0006, value: 'abc:theirs' })),
      zeros: Buffer.alloc(64),
    }
    for (const [name, bytes] of Object.entries(wrong))
      assert.deepEqual(readOpening(bytes), { kind: 'invalid' }, name)
  })
})
