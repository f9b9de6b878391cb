/**
 * The last bytes of every packet that a native peer sends: they survive
 * forwarding, and tell the receiver whose packet it is and how long it took.
 */
export interface Stamp {
  /** Number of the source, unique among those of a test. */
  source: number
  /** Simulcast layer, 0 for the smallest; 0 for audio. */
  layer: number
  /** Number of the frame, counted from 0 in each source. */
  frame: number
  /** When it was sent, in microseconds of a clock that wraps every 71 minutes. */
  sentAt: number
  /** When this stretch of speech began, by the same clock; 0 in video. */
  since: number
}

/** Size of a stamp in bytes. */
export const STAMP_BYTES = 21

const MAGIC = 0x504c4e59
const WRAP = 2 ** 32
// The property would be computed anew for each stamp.
const { timeOrigin } = performance

/** The clock of stamps: the same in every process of a machine, within about a millisecond. */
export function stampClock(): number {
  return Math.floor((timeOrigin + performance.now()) * 1000) % WRAP
}

/** Writes a stamp at the end of a packet. */
export function writeStamp(packet: Buffer, { source, layer, frame, sentAt, since }: Stamp): void {
  const offset = packet.length - STAMP_BYTES
  packet.writeUInt32BE(MAGIC, offset)
  packet.writeUInt32BE(source, offset + 4)
  packet[offset + 8] = layer
  packet.writeUInt32BE(frame >>> 0, offset + 9)
  packet.writeUInt32BE(sentAt, offset + 13)
  packet.writeUInt32BE(since, offset + 17)
}

/** Where the stamp of a packet begins; -1 when it has none, as in packets of silence. */
export function stampOffset(packet: Buffer): number {
  const offset = packet.length - STAMP_BYTES
  return offset >= 0 && packet.readUInt32BE(offset) === MAGIC ? offset : -1
}

/** Reads a whole stamp, from where it begins. */
export function readStamp(packet: Buffer, offset: number): Stamp {
  return {
    source: stampedSource(packet, offset),
    layer: stampedLayer(packet, offset),
    frame: packet.readUInt32BE(offset + 9),
    sentAt: packet.readUInt32BE(offset + 13),
    since: stampedSince(packet, offset),
  }
}

/** The source in a stamp. */
export function stampedSource(packet: Buffer, offset: number): number {
  return packet.readUInt32BE(offset + 4)
}

/** The layer in a stamp. */
export function stampedLayer(packet: Buffer, offset: number): number {
  return packet[offset + 8] ?? 0
}

/** When the stretch of speech in a stamp began. */
export function stampedSince(packet: Buffer, offset: number): number {
  return packet.readUInt32BE(offset + 17)
}

/** Milliseconds since a stamp was written. */
export function stampAge(packet: Buffer, offset: number): number {
  return ageOf(packet.readUInt32BE(offset + 13))
}

/** Milliseconds since a moment of that clock. */
export function ageOf(moment: number): number {
  return ((stampClock() - moment + WRAP) % WRAP) / 1000
}
