import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readLine } from './line-reading.ts'

function report(...entries: ({ id: string; type: string } & Record<string, unknown>)[]): RTCStatsReport {
  return new Map(entries.map((entry) => [entry.id, entry]))
}

const PAIR = { id: 'pair', type: 'candidate-pair', localCandidateId: 'local', currentRoundTripTime: 0.025 }

it('reads both directions, of the pair that carries the media', () => {
  const send = report(
    { id: 't', type: 'transport', selectedCandidatePairId: 'pair' },
    { id: 'other', type: 'candidate-pair', currentRoundTripTime: 9 },
    PAIR,
    { id: 'local', type: 'local-candidate', protocol: 'udp', candidateType: 'host' },
    { id: 'o1', type: 'outbound-rtp', kind: 'audio', packetsSent: 100 },
    { id: 'o2', type: 'outbound-rtp', kind: 'video', packetsSent: 300 },
    { id: 'r1', type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 20 },
    { id: 's', type: 'media-source', kind: 'video', frames: 77 },
  )
  const receive = report(
    { id: 'i1', type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, packetsLost: 10, jitter: 0.004 },
    { id: 'i0', type: 'inbound-rtp', kind: 'video', ssrc: 1234, framesDecoded: 0 },
    { id: 'i2', type: 'inbound-rtp', kind: 'video', packetsReceived: 100, packetsLost: 0, framesDecoded: 70 },
  )
  assert.deepEqual(readLine({ send, receive }), {
    protocol: 'udp',
    isRelayed: false,
    roundTripMs: 25,
    jitterMs: 4,
    lossUp: 0.05,
    lossDown: 0.05,
    framesDecoded: 70,
    framesCaptured: 77,
  })
})

it('knows a relay by what the browser speaks to it, and the pair of Firefox by its own mark', () => {
  const local = { id: 'local', type: 'local-candidate', protocol: 'udp', candidateType: 'relay' }
  const send = report({ ...PAIR, selected: true }, { ...local, relayProtocol: 'tls' })
  const { protocol, isRelayed, roundTripMs } = readLine({ send, receive: report() })
  assert.deepEqual([protocol, isRelayed, roundTripMs], ['tcp', true, 25])
})

it('claims nothing where nothing is told, and no loss below none', () => {
  const { lossUp, lossDown, ...rest } = readLine({
    send: report(),
    receive: report({ id: 'i', type: 'inbound-rtp', kind: 'audio', packetsReceived: 9, packetsLost: -3 }),
  })
  assert.deepEqual([lossUp, lossDown], [null, 0])
  assert.deepEqual(Object.values(rest), [null, false, null, null, null, null])
})
