/**
 * RTP and RTCP packets as bytes: RFC 3550, header extensions with one-byte
 * headers as in RFC 8285.
 */

/** One RTP header extension of a packet. */
interface RtpExtension {
  /** Number that the RTP parameters give to its URI, 1 to 14. */
  id: number
  data: Buffer
}

/** What all packets of a stream have in common. */
export interface RtpStreamFormat {
  payloadType: number
  ssrc: number
  /** Largest payload in bytes. */
  maxPayloadBytes: number
  extensions?: readonly RtpExtension[]
}

/** What distinguishes one packet of a stream from the next. */
export interface RtpHeader {
  marker: boolean
  sequenceNumber: number
  timestamp: number
}

const FIXED_HEADER_BYTES = 12
const ONE_BYTE_EXTENSIONS = 0xbede
const RTCP_SENDER_REPORT = 200
const RTCP_SOURCE_DESCRIPTION = 202
const RTCP_PAYLOAD_FEEDBACK = 206
const FEEDBACK_PLI = 1
const FEEDBACK_FIR = 4
// Seconds from 1900, where NTP time begins, to 1970.
const NTP_EPOCH_OFFSET = 2_208_988_800

/**
 * Builds the packets of one stream, all in the same memory: a packet is valid until
 * the next one is built. What the stream has in common is encoded once.
 */
export class RtpPacketBuilder {
  /** Where the payload begins in every packet. */
  readonly payloadOffset: number
  readonly #format: RtpStreamFormat
  readonly #memory: Buffer
  /** Beginnings of the memory by their length: a stream has few, and a new one costs more than its packet. */
  readonly #packets = new Map<number, Buffer>()

  constructor(format: RtpStreamFormat) {
    this.#format = format
    const extensions = encodeExtensions(format.extensions ?? [])
    this.payloadOffset = FIXED_HEADER_BYTES + extensions.length
    this.#memory = Buffer.alloc(this.payloadOffset + format.maxPayloadBytes)
    this.#memory[0] = 0x80 | (extensions.length > 0 ? 0x10 : 0)
    this.#memory.writeUInt32BE(format.ssrc, 8)
    extensions.copy(this.#memory, FIXED_HEADER_BYTES)
  }

  /** Builds the next packet; its payload still holds bytes of the ones before. */
  build({ marker, sequenceNumber, timestamp }: RtpHeader, payloadBytes: number): Buffer {
    let packet = this.#packets.get(payloadBytes)
    if (!packet) {
      packet = this.#memory.subarray(0, this.payloadOffset + payloadBytes)
      this.#packets.set(payloadBytes, packet)
    }
    packet[1] = (marker ? 0x80 : 0) | this.#format.payloadType
    packet.writeUInt16BE(sequenceNumber & 0xffff, 2)
    packet.writeUInt32BE(timestamp >>> 0, 4)
    return packet
  }
}

function encodeExtensions(extensions: readonly RtpExtension[]): Buffer {
  if (extensions.length === 0) return Buffer.alloc(0)
  const bytes = extensions.reduce((sum, { data }) => sum + 1 + data.length, 0)
  const words = Math.ceil(bytes / 4)
  const block = Buffer.alloc(4 + words * 4)
  block.writeUInt16BE(ONE_BYTE_EXTENSIONS, 0)
  block.writeUInt16BE(words, 2)
  let offset = 4
  for (const { id, data } of extensions) {
    block[offset] = (id << 4) | (data.length - 1)
    data.copy(block, offset + 1)
    offset += 1 + data.length
  }
  return block
}

/** Whether a packet of a multiplexed transport is RTCP: RFC 5761, section 4. */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0
  return type >= 192 && type <= 223
}

/** Where the payload of an RTP packet begins. */
export function payloadOffset(packet: Buffer): number {
  const first = packet[0] ?? 0
  const base = FIXED_HEADER_BYTES + (first & 0x0f) * 4
  if ((first & 0x10) === 0 || packet.length < base + 4) return base
  return base + 4 + packet.readUInt16BE(base + 2) * 4
}

/**
 * Streams whose receiver asks for a key frame, by PLI (RFC 4585) or FIR
 * (RFC 5104), in a compound RTCP packet.
 */
export function requestedKeyFrames(packet: Buffer): number[] {
  const ssrcs: number[] = []
  for (let offset = 0; offset + 12 <= packet.length;) {
    const format = (packet[offset] ?? 0) & 0x1f
    const end = offset + (packet.readUInt16BE(offset + 2) + 1) * 4
    if (packet[offset + 1] === RTCP_PAYLOAD_FEEDBACK && end <= packet.length) {
      if (format === FEEDBACK_PLI) ssrcs.push(packet.readUInt32BE(offset + 8))
      if (format === FEEDBACK_FIR) {
        for (let entry = offset + 12; entry + 8 <= end; entry += 8) ssrcs.push(packet.readUInt32BE(entry))
      }
    }
    offset = end
  }
  return ssrcs
}

/** What a sender report says about a stream. */
export interface SenderReport {
  ssrc: number
  cname: string
  /** The moment, in milliseconds since 1970. */
  at: number
  /** RTP timestamp of that moment. */
  timestamp: number
  packets: number
  bytes: number
}

/** Builds a sender report, with the source description that must follow it. */
export function createSenderReport(report: SenderReport): Buffer {
  const cname = Buffer.from(report.cname, 'utf8')
  // One chunk: SSRC, an item of two bytes and the text, at least one zero byte.
  const chunkBytes = Math.ceil((4 + 2 + cname.length + 1) / 4) * 4
  const packet = Buffer.alloc(28 + 4 + chunkBytes)
  const seconds = Math.floor(report.at / 1000)
  packet[0] = 0x80
  packet[1] = RTCP_SENDER_REPORT
  packet.writeUInt16BE(6, 2)
  packet.writeUInt32BE(report.ssrc, 4)
  packet.writeUInt32BE(seconds + NTP_EPOCH_OFFSET, 8)
  packet.writeUInt32BE(Math.floor(((report.at / 1000 - seconds) % 1) * 2 ** 32) >>> 0, 12)
  packet.writeUInt32BE(report.timestamp >>> 0, 16)
  packet.writeUInt32BE(report.packets >>> 0, 20)
  packet.writeUInt32BE(report.bytes >>> 0, 24)
  packet[28] = 0x81
  packet[29] = RTCP_SOURCE_DESCRIPTION
  packet.writeUInt16BE(chunkBytes / 4, 30)
  packet.writeUInt32BE(report.ssrc, 32)
  packet[36] = 1
  packet[37] = cname.length
  cname.copy(packet, 38)
  return packet
}

/** A random SSRC that no other source of this process is likely to have. */
export function randomSsrc(): number {
  return 1 + Math.floor(Math.random() * 0xffff_fffe)
}
