// One side of the worker's proof: a native WebRTC peer on the loopback address
// that sends to a mediasoup transport and gets its own packets back.
import nodeDataChannel from 'node-datachannel'

/** The address that all of the proof happens on. */
export const LOOPBACK = '127.0.0.1'

/** What the peer sends: one VP8 stream and one data channel. */
export const PAYLOAD_TYPE = 101

/** SSRC of what the peer sends. */
export const SENT_SSRC = 0x504c0001

/** SCTP stream of what the peer sends. */
export const SENT_STREAM_ID = 1

const RTP_HEADER_BYTES = 12
const PAYLOAD_BYTES = 200

/** RTP parameters of the stream the peer sends, as a mediasoup producer wants them. */
export const SENT_RTP_PARAMETERS = {
  mid: 'send',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: PAYLOAD_TYPE,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: [{ ssrc: SENT_SSRC }],
  rtcp: { cname: 'proof' },
}

/**
 * Builds one VP8 packet that any forwarder takes for a whole key frame, so that
 * none is held back in wait for one.
 *
 * @param {number} index which packet: becomes sequence number, timestamp and content
 * @returns {Buffer}
 */
export function createVideoPacket(index) {
  const header = Buffer.alloc(RTP_HEADER_BYTES)
  header[0] = 0x80
  header[1] = 0x80 | PAYLOAD_TYPE
  header.writeUInt16BE((index + 1) & 0xffff, 2)
  header.writeUInt32BE(index * 3000, 4)
  header.writeUInt32BE(SENT_SSRC, 8)
  return Buffer.concat([header, createPayload(index)])
}

function createPayload(index) {
  const payload = Buffer.alloc(PAYLOAD_BYTES, index & 0xff)
  // The payload descriptor (start of the first partition), then a key frame's first byte.
  payload[0] = 0x10
  payload[1] = 0x00
  payload.writeUInt32BE(index, 4)
  return payload
}

/**
 * @param {Buffer} packet anything a track delivers, RTCP included
 * @param {{ ssrc: number, payloadType: number }} received the stream it should belong to
 * @returns {number | undefined} the index given to createVideoPacket, if this is such a packet
 *   and its payload is unharmed
 */
export function readVideoPacket(packet, received) {
  if (packet.length < RTP_HEADER_BYTES + PAYLOAD_BYTES) return undefined
  if ((packet[1] & 0x7f) !== received.payloadType || packet.readUInt32BE(8) !== received.ssrc) {
    return undefined
  }
  // The router may add header extensions, so the payload is found from the end.
  const payload = packet.subarray(packet.length - PAYLOAD_BYTES)
  const index = payload.readUInt32BE(4)
  return payload.equals(createPayload(index)) ? index : undefined
}

/**
 * @param {number} ssrc the stream for which a key frame is asked
 * @returns {Buffer} an RTCP picture loss indication
 */
export function createKeyFrameRequest(ssrc) {
  const packet = Buffer.alloc(12)
  packet[0] = 0x81
  packet[1] = 206
  packet.writeUInt16BE(2, 2)
  packet.writeUInt32BE(1, 4)
  packet.writeUInt32BE(ssrc, 8)
  return packet
}

/** @param {Buffer} packet whether an RTCP picture loss indication comes first in it */
export function isKeyFrameRequest(packet) {
  return packet.length >= 12 && packet[1] === 206 && (packet[0] & 0x1f) === 1
}

/**
 * Opens the native peer: a track out, a track in, and two negotiated data channels.
 *
 * @param {{ ssrc: number, payloadType: number, streamId: number }} received what the
 *   server will send back
 * @returns {{ connection: object, out: object, in: object, dataOut: object, dataIn: object }}
 *   The caller must keep all of it: a collected track ends its stream silently.
 */
export function createPeer(received) {
  const connection = new nodeDataChannel.PeerConnection('proof', {
    iceServers: [],
    bindAddress: LOOPBACK,
    // The offer is made once, when everything is added.
    disableAutoNegotiation: true,
  })
  const sendMedia = new nodeDataChannel.Video('send', 'SendOnly')
  sendMedia.addVP8Codec(PAYLOAD_TYPE)
  sendMedia.addSSRC(SENT_SSRC, 'proof')
  const receiveMedia = new nodeDataChannel.Video('receive', 'RecvOnly')
  receiveMedia.addVP8Codec(received.payloadType)
  return {
    connection,
    sendMedia,
    receiveMedia,
    out: connection.addTrack(sendMedia),
    in: connection.addTrack(receiveMedia),
    dataOut: connection.createDataChannel('out', { negotiated: true, id: SENT_STREAM_ID }),
    dataIn: connection.createDataChannel('in', { negotiated: true, id: received.streamId }),
  }
}

/**
 * Writes the answer that a mediasoup transport would give if it spoke SDP.
 *
 * @param {object} transport a mediasoup WebRtcTransport with SCTP
 * @param {{ ssrc: number, payloadType: number }} received what the server will send
 * @param {'active' | 'passive'} setup the server's DTLS role
 * @returns {string}
 */
export function createAnswer(transport, received, setup) {
  const { iceParameters, iceCandidates, dtlsParameters, sctpParameters } = transport
  const fingerprint = dtlsParameters.fingerprints.find((entry) => entry.algorithm === 'sha-256')
  const shared = [
    `c=IN IP4 ${LOOPBACK}`,
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${fingerprint.value}`,
    `a=setup:${setup}`,
    ...iceCandidates.map(
      (candidate) =>
        `a=candidate:${candidate.foundation} 1 ${candidate.protocol} ${candidate.priority} ` +
        `${candidate.ip} ${candidate.port} typ host`,
    ),
    'a=end-of-candidates',
  ]
  const video = (mid, direction, payloadType, extra) => [
    `m=video 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    ...shared,
    `a=mid:${mid}`,
    `a=${direction}`,
    'a=rtcp-mux',
    `a=rtpmap:${payloadType} VP8/90000`,
    `a=rtcp-fb:${payloadType} nack pli`,
    ...extra,
  ]
  const lines = [
    'v=0',
    `o=- 1 1 IN IP4 ${LOOPBACK}`,
    's=-',
    't=0 0',
    'a=group:BUNDLE send receive 0',
    'a=ice-lite',
    ...video('send', 'recvonly', PAYLOAD_TYPE, []),
    ...video('receive', 'sendonly', received.payloadType, [`a=ssrc:${received.ssrc} cname:proof`]),
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    ...shared,
    'a=mid:0',
    `a=sctp-port:${sctpParameters.port}`,
    `a=max-message-size:${sctpParameters.maxMessageSize}`,
  ]
  return `${lines.join('\r\n')}\r\n`
}

/**
 * @param {string} sdp the native peer's offer
 * @returns {{ algorithm: string, value: string }} in upper case, the only form mediasoup accepts
 */
export function readFingerprint(sdp) {
  const match = /a=fingerprint:(\S+) (\S+)/.exec(sdp)
  if (!match) throw new Error('the native peer made an offer without a fingerprint')
  return { algorithm: match[1].toLowerCase(), value: match[2].toUpperCase() }
}

/** Ends the native library's threads, so that the process can exit. */
export function cleanUpPeers() {
  nodeDataChannel.cleanup()
}
