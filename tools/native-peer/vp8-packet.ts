/**
 * The outside of VP8: the payload descriptor of RFC 7741, section 4.2, and the
 * first bytes of a frame, RFC 6386, section 9.1. What follows cannot be decoded.
 */
export interface Vp8Frame {
  isKeyFrame: boolean
  /** 15 bits. */
  pictureId: number
  /** Counts frames of the lowest temporal layer, 8 bits. */
  tl0PictureIndex: number
  temporalLayer: number
  width: number
  height: number
}

const DESCRIPTOR_BYTES = 6
const KEY_FRAME_HEADER_BYTES = 10

/** Fewest bytes of payload that hold descriptor and frame header. */
export const VP8_HEADER_BYTES = DESCRIPTOR_BYTES + KEY_FRAME_HEADER_BYTES

/**
 * Writes the beginning of a payload.
 *
 * @param start - where the payload begins in the packet
 * @param isFirst - whether this packet begins the frame
 */
export function writeVp8Header(packet: Buffer, start: number, frame: Vp8Frame, isFirst: boolean): void {
  packet[start] = 0x80 | (isFirst ? 0x10 : 0)
  // Picture id, index of the base layer, temporal layer and key index follow.
  packet[start + 1] = 0xf0
  packet.writeUInt16BE(0x8000 | (frame.pictureId & 0x7fff), start + 2)
  packet[start + 4] = frame.tl0PictureIndex & 0xff
  // Upper layers depend on the base layer alone, so a viewer may step up anywhere.
  // Key frames say so too, as Chromium's do: mediasoup drops the first one of a
  // single stream with temporal layers otherwise.
  const isLayerSync = frame.isKeyFrame || frame.temporalLayer > 0 ? 0x20 : 0
  packet[start + 5] = (frame.temporalLayer << 6) | isLayerSync
  if (!isFirst) return
  // Shown frame, version 0; the lowest bit is clear in key frames.
  const header = start + DESCRIPTOR_BYTES
  packet[header] = 0x10 | (frame.isKeyFrame ? 0 : 1)
  if (!frame.isKeyFrame) return
  packet.writeUIntBE(0x9d012a, header + 3, 3)
  packet.writeUInt16LE(frame.width, header + 6)
  packet.writeUInt16LE(frame.height, header + 8)
}

/** What a receiver reads from a payload. */
export interface Vp8Info {
  isKeyFrame: boolean
  pictureId: number | undefined
  /** Size of the picture; key frames alone tell it. */
  size: { width: number; height: number } | undefined
}

/** Whether the payload that begins here begins a frame too. */
export function beginsFrame(packet: Buffer, start: number): boolean {
  return ((packet[start] ?? 0) & 0x17) === 0x10
}

/**
 * Reads the beginning of a payload; undefined when it is too short.
 *
 * @param packet - bytes that hold the payload
 * @param start - where it begins in them
 */
export function readVp8Header(packet: Buffer, start = 0): Vp8Info | undefined {
  if (packet.length < start + DESCRIPTOR_BYTES + 1) return undefined
  const { pictureId, length } = readDescriptor(packet, start)
  const frame = start + length
  const isKeyFrame = beginsFrame(packet, start) && packet.length > frame && ((packet[frame] ?? 1) & 1) === 0
  const hasSize = isKeyFrame && packet.length >= frame + KEY_FRAME_HEADER_BYTES
  return {
    isKeyFrame,
    pictureId,
    size: hasSize
      ? { width: packet.readUInt16LE(frame + 6), height: packet.readUInt16LE(frame + 8) }
      : undefined,
  }
}

/** The descriptor may leave its optional parts out: RFC 7741, section 4.2. */
function readDescriptor(packet: Buffer, start: number): { pictureId: number | undefined; length: number } {
  if (((packet[start] ?? 0) & 0x80) === 0) return { pictureId: undefined, length: 1 }
  const flags = packet[start + 1] ?? 0
  let length = 2
  let pictureId: number | undefined
  if ((flags & 0x80) !== 0) {
    const isLong = ((packet[start + length] ?? 0) & 0x80) !== 0
    pictureId = isLong ? packet.readUInt16BE(start + length) & 0x7fff : packet[start + length]
    length += isLong ? 2 : 1
  }
  if ((flags & 0x40) !== 0) length += 1
  if ((flags & 0x30) !== 0) length += 1
  return { pictureId, length }
}
