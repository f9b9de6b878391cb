import type { Kind, Source } from '../../protocol/index.ts'
import { payloadOffset } from './rtp.ts'
import { readStamp, stampAge, type Stamp } from './stamp.ts'
import { readVp8Header } from './vp8-packet.ts'

/** What arrived of one consumer. */
export interface StreamCounts {
  packets: number
  bytes: number
  /** Sequence numbers that never came. */
  missing: number
  /** Packets that came twice or too late. */
  outOfOrder: number
  keyFrames: number
  /** Size in the newest key frame, which tells the simulcast layer. */
  size: { width: number; height: number } | undefined
  /** Simulcast layer of the newest packet. */
  layer: number | undefined
  /** Packets by layer. */
  layers: Map<number, number>
  pictureId: number | undefined
  /** Source numbers in the stamps: one, unless something is wrong. */
  sources: Set<number>
  /** When the first and the newest packet came, by `performance.now()`. */
  firstAt: number | undefined
  /** When the first key frame began. */
  firstKeyFrameAt: number | undefined
  lastAt: number | undefined
  /** Milliseconds from sender to here, of the newest packet. */
  delayMs: number | undefined
}

/** A consumer that the server opened for this peer. */
export interface ReceivedStream {
  readonly consumerId: string
  readonly participantId: string
  readonly source: Source
  readonly kind: Kind
  readonly ssrc: number
  /** Whether the publisher was muted when the consumer was opened. */
  readonly producerPaused: boolean
  /** When the batch that opened it came, by `performance.now()`. */
  readonly openedAt: number
  /** Whether the server keeps it open without sending. */
  readonly paused: boolean
  readonly counts: Readonly<StreamCounts>
}

/** The same, while it is being counted. */
export interface HeldStream extends ReceivedStream {
  readonly counts: StreamCounts
  paused: boolean
  highest: number | undefined
  /** Beginning of the stretch of speech that was heard last. */
  since: number
  lastSource: number | undefined
}

/** What a receiver tells while packets come in. */
export interface ReceiverEvents {
  /** A batch was applied. */
  changed?(): void
  /** The first packet that a person would notice: any sound, or a picture's first key frame. */
  shown?(stream: ReceivedStream): void
  /** The first packet of a stretch of speech that came. */
  voiceBegan?(stream: ReceivedStream, stamp: Stamp): void
}

/** The counts of a stream that nothing has reached. */
export function emptyCounts(): StreamCounts {
  return {
    packets: 0,
    bytes: 0,
    missing: 0,
    outOfOrder: 0,
    keyFrames: 0,
    size: undefined,
    layer: undefined,
    layers: new Map(),
    pictureId: undefined,
    sources: new Set(),
    firstAt: undefined,
    firstKeyFrameAt: undefined,
    lastAt: undefined,
    delayMs: undefined,
  }
}

/** Counts a packet, and tells when something began with it. */
export function countPacket(stream: HeldStream, packet: Buffer, events: ReceiverEvents): void {
  const { counts } = stream
  counts.packets += 1
  counts.bytes += packet.length
  counts.lastAt = performance.now()
  counts.firstAt ??= counts.lastAt
  countSequence(stream, packet.readUInt16BE(2))
  const stamp = readStamp(packet)
  if (stamp) {
    // A set takes longer than a look at the newest entry, and this is a busy place.
    if (stamp.source !== stream.lastSource) counts.sources.add((stream.lastSource = stamp.source))
    counts.delayMs = stampAge(stamp)
  }
  if (stream.kind === 'audio') countSound(stream, stamp, events)
  else countPicture(stream, { packet, stamp }, events)
}

function countSound(stream: HeldStream, stamp: Stamp | undefined, events: ReceiverEvents): void {
  if (stream.counts.packets === 1) events.shown?.(stream)
  if (!stamp || stamp.since === stream.since) return
  stream.since = stamp.since
  events.voiceBegan?.(stream, stamp)
}

function countPicture(
  stream: HeldStream,
  { packet, stamp }: { packet: Buffer; stamp: Stamp | undefined },
  events: ReceiverEvents,
): void {
  const { counts } = stream
  if (stamp) {
    counts.layer = stamp.layer
    counts.layers.set(stamp.layer, (counts.layers.get(stamp.layer) ?? 0) + 1)
  }
  const info = readVp8Header(packet, payloadOffset(packet))
  if (!info) return
  counts.pictureId = info.pictureId
  if (info.isKeyFrame) countKeyFrame(stream, info.size, events)
}

function countKeyFrame(stream: HeldStream, size: StreamCounts['size'], events: ReceiverEvents): void {
  const { counts } = stream
  counts.keyFrames += 1
  counts.size = size
  if (counts.firstKeyFrameAt !== undefined) return
  counts.firstKeyFrameAt = performance.now()
  events.shown?.(stream)
}

/** Sequence numbers are 16 bits wide and wrap: RFC 3550, appendix A.1. */
function countSequence(stream: HeldStream, sequenceNumber: number): void {
  const { counts } = stream
  if (stream.highest === undefined) {
    stream.highest = sequenceNumber
    return
  }
  const step = (sequenceNumber - stream.highest) & 0xffff
  if (step === 0 || step >= 0x8000) {
    counts.outOfOrder += 1
    // A straggler fills the hole that it left; one that came twice does not.
    if (step !== 0 && counts.missing > 0) counts.missing -= 1
    return
  }
  counts.missing += step - 1
  stream.highest = sequenceNumber
}
