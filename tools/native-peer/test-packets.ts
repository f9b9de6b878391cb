import { RtpPacketBuilder, type RtpHeader, type RtpStreamFormat } from './rtp.ts'

/** Builds a single packet for a test, and its payload, which is empty. */
export function createTestPacket(
  { payloadType, ssrc, extensions, ...header }: Omit<RtpStreamFormat, 'maxPayloadBytes'> & RtpHeader,
  payloadBytes: number,
): { packet: Buffer; payload: Buffer } {
  const format = { payloadType, ssrc, maxPayloadBytes: payloadBytes, ...(extensions ? { extensions } : {}) }
  const builder = new RtpPacketBuilder(format)
  const packet = builder.build(header, payloadBytes)
  return { packet, payload: packet.subarray(builder.payloadOffset) }
}
