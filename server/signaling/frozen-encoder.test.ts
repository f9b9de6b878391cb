import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decoder, PacketType, type Packet } from 'socket.io-parser'
import { FrozenEncoder } from './frozen-encoder.ts'

const event = (name: string, params: unknown, rest: Partial<Packet> = {}): Packet => ({
  type: PacketType.EVENT,
  nsp: '/',
  data: [name, params],
  ...rest,
})

function decode(parts: unknown[]): unknown {
  const decoder = new Decoder()
  let decoded: unknown
  decoder.on('decoded', (packet: Packet) => {
    decoded = packet.data
  })
  for (const part of parts) decoder.add(part)
  return decoded
}

describe('FrozenEncoder', () => {
  const encoder = new FrozenEncoder()

  it('encodes a frozen message once', () => {
    let read = 0
    const params = Object.freeze({
      get list() {
        read += 1
        return ['a']
      },
    })
    const first = encoder.encode(event('room:changed', params))
    const readAtFirst = read
    const second = encoder.encode(event('room:changed', params))
    assert.equal(second, first)
    assert.equal(read, readAtFirst)
    assert.deepEqual(decode(second), ['room:changed', { list: ['a'] }])
  })

  it('never takes one message for another', () => {
    const params = Object.freeze({ a: 1 })
    encoder.encode(event('one', params))
    assert.deepEqual(decode(encoder.encode(event('two', params))), ['two', { a: 1 }])
    assert.match(String(encoder.encode(event('two', params, { nsp: '/admin' }))[0]), /^2\/admin,/)
    assert.match(String(encoder.encode(event('two', params, { id: 7 }))[0]), /^27/)
  })

  it('reads a message that may change each time', () => {
    const params = { a: 1 }
    encoder.encode(event('one', params))
    params.a = 2
    assert.deepEqual(decode(encoder.encode(event('one', params))), ['one', { a: 2 }])
  })

  it('leaves answers and everything else to the library', () => {
    assert.match(
      String(encoder.encode({ type: PacketType.ACK, nsp: '/', id: 3, data: [{ ok: true }] })[0]),
      /^33\[/,
    )
    assert.match(
      String(encoder.encode({ type: PacketType.CONNECT, nsp: '/', data: { sid: 'x' } })[0]),
      /^0\{/,
    )
  })
})
