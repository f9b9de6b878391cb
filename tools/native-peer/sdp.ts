import type { DtlsParameters, TransportOptions } from '../../protocol/index.ts'

/** Name of the one media section that every native transport has. */
export const MEDIA_MID = 'media'
/** Name that libdatachannel gives to the section of data channels. */
const DATA_MID = '0'

/** What libdatachannel checks of the payload: nothing. One type stands for all. */
export const MEDIA_PAYLOAD_TYPE = 96

/** What the description of the server says. */
export interface AnswerOptions {
  /** Seen from the server. */
  direction: 'sendonly' | 'recvonly'
  /** Largest data message that the server is said to take; its own limit by default. */
  maxMessageSize?: number
}

/**
 * Writes the answer that a mediasoup transport would give if it spoke SDP
 * (RFC 8866, RFC 8839). The server is ICE-lite and waits for the DTLS handshake.
 */
export function createAnswer(transport: TransportOptions, options: AnswerOptions): string {
  const { sctpParameters } = transport
  const shared = transportLines(transport)
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${MEDIA_MID}${sctpParameters ? ` ${DATA_MID}` : ''}`,
    'a=ice-lite',
    `m=video 9 UDP/TLS/RTP/SAVPF ${MEDIA_PAYLOAD_TYPE}`,
    'c=IN IP4 127.0.0.1',
    `a=mid:${MEDIA_MID}`,
    `a=${options.direction}`,
    'a=rtcp-mux',
    `a=rtpmap:${MEDIA_PAYLOAD_TYPE} VP8/90000`,
    ...shared,
  ]
  if (sctpParameters) {
    lines.push(
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'c=IN IP4 127.0.0.1',
      `a=mid:${DATA_MID}`,
      `a=sctp-port:${sctpParameters.port}`,
      `a=max-message-size:${options.maxMessageSize ?? sctpParameters.maxReceiveMessageSize}`,
      ...shared,
    )
  }
  return `${lines.join('\r\n')}\r\n`
}

function transportLines(transport: TransportOptions): string[] {
  const { iceParameters, iceCandidates, dtlsParameters } = transport
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256')
  if (!fingerprint) throw new Error('The server offered no SHA-256 fingerprint.')
  // libdatachannel has no ICE over TCP.
  const candidates = iceCandidates.filter(({ protocol }) => protocol === 'udp')
  return [
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${fingerprint.value}`,
    'a=setup:passive',
    ...candidates.map(
      ({ foundation, priority, address, port }) =>
        `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ host`,
    ),
    'a=end-of-candidates',
  ]
}

/**
 * The DTLS parameters of an offer, for `transport:connect`. The side that made
 * the offer begins the handshake.
 */
export function readDtlsParameters(offer: string): DtlsParameters {
  const match = /^a=fingerprint:(\S+) (\S+)\s*$/m.exec(offer)
  if (!match?.[1] || !match[2]) throw new Error('The offer has no fingerprint.')
  return {
    role: 'client',
    fingerprints: [
      {
        algorithm: match[1].toLowerCase() as DtlsParameters['fingerprints'][number]['algorithm'],
        // libdatachannel may write lower case, mediasoup takes upper case only.
        value: match[2].toUpperCase(),
      },
    ],
  }
}
