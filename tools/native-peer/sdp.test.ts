import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TransportOptions } from '../../protocol/index.ts'
import { createAnswer, readDtlsParameters } from './sdp.ts'

const CANDIDATE = { foundation: 'f', priority: 7, address: '192.0.2.1', ip: '192.0.2.1', port: 40_000 }
const TRANSPORT: TransportOptions = {
  id: 't',
  iceParameters: { usernameFragment: 'user', password: 'secret', iceLite: true },
  iceCandidates: [
    { ...CANDIDATE, protocol: 'udp', type: 'host' },
    { ...CANDIDATE, protocol: 'tcp', type: 'host', tcpType: 'passive' },
  ],
  dtlsParameters: {
    role: 'auto',
    fingerprints: [
      { algorithm: 'sha-1', value: '11:22' },
      { algorithm: 'sha-256', value: 'AA:BB' },
    ],
  },
}
const SCTP = { port: 5000, maxSendMessageSize: 262_144, maxReceiveMessageSize: 65_536, isDataChannel: true }

function linesOf(transport: TransportOptions, maxMessageSize?: number): string[] {
  const options = maxMessageSize === undefined ? {} : { maxMessageSize }
  return createAnswer(transport, { direction: 'sendonly', ...options }).split('\r\n')
}

describe('the answer of a server', () => {
  it('takes ICE and DTLS from the transport, and waits for the handshake', () => {
    const lines = linesOf(TRANSPORT)
    for (const line of [
      'a=sendonly',
      'a=ice-ufrag:user',
      'a=ice-pwd:secret',
      'a=fingerprint:sha-256 AA:BB',
      'a=setup:passive',
    ]) {
      assert.ok(lines.includes(line), line)
    }
  })

  it('offers candidates of UDP alone', () => {
    const candidates = linesOf(TRANSPORT).filter((line) => line.startsWith('a=candidate:'))
    assert.deepEqual(candidates, ['a=candidate:f 1 udp 7 192.0.2.1 40000 typ host'])
  })

  it('has a section for data only where the transport has SCTP, with its limit or another one', () => {
    const withData = { ...TRANSPORT, sctpParameters: SCTP }
    assert.ok(!linesOf(TRANSPORT).some((line) => line.startsWith('m=application')))
    assert.ok(linesOf(withData).includes('a=group:BUNDLE media 0'))
    assert.ok(linesOf(withData).includes('a=max-message-size:65536'))
    assert.ok(linesOf(withData, 1_000_000).includes('a=max-message-size:1000000'))
  })

  it('cannot be made without a fingerprint that libdatachannel checks', () => {
    const dtlsParameters = {
      ...TRANSPORT.dtlsParameters,
      fingerprints: TRANSPORT.dtlsParameters.fingerprints.slice(0, 1),
    }
    assert.throws(() => linesOf({ ...TRANSPORT, dtlsParameters }), /no SHA-256 fingerprint/)
  })
})

describe('the DTLS parameters of an offer', () => {
  it('are those of the side that begins the handshake, in the spelling of mediasoup', () => {
    assert.deepEqual(readDtlsParameters('v=0\r\na=fingerprint:SHA-256 aa:bb\r\ns=-\r\n'), {
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }],
    })
  })

  it('must be there', () => {
    assert.throws(() => readDtlsParameters('v=0\r\n'), /no fingerprint/)
  })
})
