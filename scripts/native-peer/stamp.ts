/**
 * The last bytes of every packet that a source of the kit sends: they survive
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

/** The clock of stamps: the same in every process of a machine, within about a millisecond. */
export function stampClock(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1000) % WRAP
}

/** Writes a stamp at the end of a packet. */
export function writeStamp(packet: Buffer, stamp: Stamp): void {
  const offset = packet.length - STAMP_BYTES
  packet.writeUInt32BE(MAGIC, offset)
  packet.writeUInt32BE(stamp.source, offset + 4)
  packet[offset + 8] = stamp.layer
  packet.writeUInt32BE(stamp.frame >>> 0, offset + 9)
  packet.writeUInt32BE(stamp.sentAt, offset + 13)
  packet.writeUInt32BE(stamp.since, offset + 17)
}

/** Reads the stamp of a packet; undefined when it has none, as in packets of silence. */
export function readStamp(packet: Buffer): Stamp | undefined {
  const offset = packet.length - STAMP_BYTES
  if (offset < 0 || packet.readUInt32BE(offset) !== MAGIC) return undefined
  return {
    source: packet.readUInt32BE(offset + 4),
    layer: packet[offset + 8] ?? 0,
    frame: packet.readUInt32BE(offset + 9),
    sentAt: packet.readUInt32BE(offset + 13),
    since: packet.readUInt32BE(offset + 17),
  }
}

/** Milliseconds since a stamp was written. */
export function stampAge({ sentAt }: Pick<Stamp, 'sentAt'>): number {
  return ageOf(sentAt)
}

/** Milliseconds since a moment of that clock. */
export function ageOf(moment: number): number {
  return ((stampClock() - moment + WRAP) % WRAP) / 1000
}
