import type { RequestName, RequestParams } from '../../protocol/index.ts'
import { SAMPLE_CHECK } from './sample-check.ts'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'

const WEEKDAYS = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }

/** What sample requests need to know of the one who makes them. */
export interface Known {
  peer: Pick<NativePeer, 'id' | 'joined' | 'signaling' | 'sendTransport'>
  /** A producer of the peer. */
  producerId: string
}

/**
 * One request of every kind that is in order, as far as its form goes. A request
 * that is new in the protocol does not compile until it is here.
 */
export function sampleRequests({ peer, producerId }: Known): { [N in RequestName]: RequestParams<N> } {
  const transportId = peer.joined.transports.send.id
  return {
    ping: {},
    'room:preview': { room: 'demo' },
    'room:join': {
      room: 'demo',
      name: 'Mallory',
      rtpCapabilities: peer.signaling.welcome.rtpCapabilities,
      resumeToken: 'x'.repeat(32),
    },
    'room:leave': {},
    'participant:rename': { name: 'Mallory' },
    'hand:set': { raised: true },
    'roster:look': { list: 'people', from: 0, count: 20, search: 'mal' },
    'roster:find': { search: 'mal', limit: 20 },
    'seat:remember': {
      layout: 'speaker',
      pins: [{ participantId: peer.id, source: 'camera' }],
      chatReadSeq: 3,
    },
    'transport:connect': { transportId, dtlsParameters: peer.sendTransport.dtlsParameters },
    'transport:restart-ice': { transportId },
    'producer:create': {
      transportId,
      kind: 'audio',
      source: 'microphone',
      rtpParameters: new OpusSource({ mid: 'sample' }).rtpParameters,
      paused: false,
      captureSize: { width: 1280, height: 720 },
    },
    'producer:pause': { producerId },
    'producer:resume': { producerId },
    'producer:resize': { producerId, captureSize: { width: 640, height: 360 } },
    'producer:fault': { producerId, fault: 'no-frames' },
    'producer:close': { producerId },
    'data-producer:create': {
      transportId,
      label: 'chat',
      sctpStreamParameters: { streamId: 7, ordered: true, maxRetransmits: 3 },
    },
    'view:set': {
      tiles: [{ participantId: peer.id, source: 'camera', width: 320, height: 180 }],
      pins: [peer.id],
    },
    'consumer:ready': { consumerIds: [producerId] },
    'consumer:refresh': { consumerIds: [producerId], isLossy: true },
    'room:claim': { room: 'demo', name: 'Mallory' },
    'lobby:knock': {
      room: 'demo',
      name: 'Mallory',
      credentials: { password: 'open', device: 'd'.repeat(22) },
    },
    'lobby:leave': {},
    'lobby:list': {},
    'lobby:admit': { knockers: 'all' },
    'lobby:deny': { knockers: 'all', reason: 'Not today.' },
    'lobby:message': { text: 'We begin soon.' },
    'rules:set': { locked: true, hours: { timeZone: 'Europe/Berlin', windows: [WEEKDAYS] } },
    'password:set': { password: 'open' },
    'invitation:create': { role: 'speaker', note: 'For Bob', uses: 1, minutes: 60 },
    'invitation:list': {},
    'invitation:revoke': { id: 'invitation' },
    'owner:link': {},
    'tracks:stop': { participantId: peer.id, source: 'microphone' },
    'tracks:heed': { source: 'camera' },
    'tracks:ask': { participantId: peer.id, source: 'camera' },
    'hands:lower': { participantId: peer.id },
    'role:set': { participantId: peer.id, role: 'viewer' },
    'spotlight:set': { participantIds: [peer.id] },
    'participant:remove': { participantId: peer.id, ban: true },
    'ban:list': {},
    'ban:lift': { id: 'banished' },
    'log:read': { limit: 10 },
    'room:end': { seconds: 60 },
    'check:open': { path: 'udp' },
    'check:connect': { transportId, dtlsParameters: peer.sendTransport.dtlsParameters },
    'check:echo': {
      kind: 'audio',
      rtpParameters: new OpusSource({ mid: 'sample' }).rtpParameters,
      rtpCapabilities: peer.signaling.welcome.rtpCapabilities,
    },
    'check:channel': { sctpStreamParameters: { streamId: 7, ordered: false, maxRetransmits: 0 } },
    'check:ready': {},
    'check:close': {},
    'check:report': { result: SAMPLE_CHECK },
  }
}
