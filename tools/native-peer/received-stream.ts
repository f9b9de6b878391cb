import type { Kind, Source } from '../../protocol/index.ts'
import { payloadOffset } from './rtp.ts'
import {
  readStamp,
  stampAge,
  stampOffset,
  stampedLayer,
  stampedSince,
  stampedSource,
  type Stamp,
} from './stamp.ts'
import { beginsFrame, readVp8Header } from './vp8-packet.ts'

/** What arrived of one consumer. */
interface StreamCounts {
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
  /** Layers that ever came. */
  layers: Set<number>
  /** Source numbers in the stamps: one, unless something is wrong. */
  sources: Set<number>
  /** When the first key frame began, by `performance.now()`. */
  firstKeyFrameAt: number | undefined
  /** When the newest packet came, by the same clock. */
  lastAt: number | undefined
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
  /** When it was opened, or paused no longer. */
  readonly runningSince: number
  readonly counts: Readonly<StreamCounts>
}

/** A stream with what counting its packets needs. */
export interface HeldStream extends ReceivedStream {
  readonly counts: StreamCounts
  paused: boolean
  runningSince: number
  /** Its first key frame was late. This stays true when it has come. */
  wasLate: boolean
  /** Highest sequence number so far, -1 before the first packet. */
  highest: number
  /** Beginning of the stretch of speech that was heard last. */
  since: number
  lastSource: number
  /** Packets that were counted by their headers since one was decrypted; -1 before the first. */
  unsampled: number
  /** Packets that were to be decrypted, and those that could be. */
  sampled: number
  authentic: number
  /** Sequence number of the newest one of them, and when it came, by `performance.now()`. */
  sampledSequence: number
  sampledAt: number
  /** Milliseconds from sender to here of a packet; undefined when it is time to look again. */
  delayMs: number | undefined
}

/** What a receiver tells while packets come in. */
export interface ReceiverEvents {
  /** A batch was applied. */
  changed?(): void
  /** The first packet that a person would notice: any audio, or the first key frame of a video. */
  shown?(stream: ReceivedStream): void
  /** The first packet of a stretch of speech that came. */
  voiceBegan?(stream: ReceivedStream, stamp: Stamp): void
}

// A first key frame that comes later than this after its consumer is late.
const LATE_KEY_FRAME_MS = 1000

/** A stream of which no packet has arrived yet. */
export function createStream(
  described: Omit<ReceivedStream, 'counts' | 'openedAt' | 'runningSince'>,
): HeldStream {
  const openedAt = performance.now()
  return {
    ...described,
    openedAt,
    runningSince: openedAt,
    wasLate: false,
    highest: -1,
    since: 0,
    lastSource: -1,
    unsampled: -1,
    sampled: 0,
    authentic: 0,
    sampledSequence: -1,
    sampledAt: 0,
    delayMs: undefined,
    counts: {
      packets: 0,
      bytes: 0,
      missing: 0,
      outOfOrder: 0,
      keyFrames: 0,
      size: undefined,
      layer: undefined,
      layers: new Set(),
      sources: new Set(),
      firstKeyFrameAt: undefined,
      lastAt: undefined,
    },
  }
}

/** Whether the first key frame of a video came late, or is overdue. */
export function isLate(stream: HeldStream, now: number): boolean {
  const { wasLate, kind, paused, producerPaused, runningSince, counts } = stream
  if (wasLate || kind === 'audio' || counts.firstKeyFrameAt !== undefined) return wasLate
  return !paused && !producerPaused && now - runningSince > LATE_KEY_FRAME_MS
}

/**
 * Counts a packet, and tells when something began with it. This runs for every
 * packet of every stream: it creates no objects, and looks only at what the
 * packet may have changed.
 */
export function countPacket(stream: HeldStream, packet: Buffer, events: ReceiverEvents): void {
  countHeader(stream, packet, events)
  stream.counts.bytes += packet.length
  countContent(stream, packet, events)
}

/** Counts what the header of a packet tells, encrypted or not. */
export function countHeader(stream: HeldStream, packet: Buffer, events: ReceiverEvents): void {
  const { counts } = stream
  counts.packets += 1
  counts.lastAt = performance.now()
  countSequence(stream, packet.readUInt16BE(2))
  if (stream.kind === 'audio' && counts.packets === 1) events.shown?.(stream)
}

/**
 * Looks into a packet: whose it is, which layer, and whether a voice or a video begins.
 *
 * @param waitedMs - how long ago it arrived, in milliseconds
 */
export function countContent(stream: HeldStream, packet: Buffer, events: ReceiverEvents, waitedMs = 0): void {
  const { counts } = stream
  const stamp = stampOffset(packet)
  if (stamp >= 0) {
    const source = stampedSource(packet, stamp)
    // A set takes longer than a look at the newest entry.
    if (source !== stream.lastSource) counts.sources.add((stream.lastSource = source))
    stream.delayMs ??= stampAge(packet, stamp) - waitedMs
  }
  if (stream.kind === 'audio') countAudio(stream, packet, stamp, events)
  else countVideo(stream, packet, stamp, events)
}

function countAudio(stream: HeldStream, packet: Buffer, stamp: number, events: ReceiverEvents): void {
  if (stamp < 0 || stampedSince(packet, stamp) === stream.since) return
  stream.since = stampedSince(packet, stamp)
  if (events.voiceBegan) events.voiceBegan(stream, readStamp(packet, stamp))
}

function countVideo(stream: HeldStream, packet: Buffer, stamp: number, events: ReceiverEvents): void {
  const { counts } = stream
  if (stamp >= 0) {
    const layer = stampedLayer(packet, stamp)
    if (layer !== counts.layer) counts.layers.add((counts.layer = layer))
  }
  const payload = payloadOffset(packet)
  if (!beginsFrame(packet, payload)) return
  const info = readVp8Header(packet, payload)
  if (info?.isKeyFrame) countKeyFrame(stream, info.size, events)
}

function countKeyFrame(stream: HeldStream, size: StreamCounts['size'], events: ReceiverEvents): void {
  const { counts } = stream
  counts.keyFrames += 1
  counts.size = size
  if (counts.firstKeyFrameAt !== undefined) return
  const now = performance.now()
  stream.wasLate = isLate(stream, now)
  counts.firstKeyFrameAt = now
  events.shown?.(stream)
}

/** Sequence numbers are 16 bits wide and wrap: RFC 3550, appendix A.1. */
function countSequence(stream: HeldStream, sequenceNumber: number): void {
  const { counts, highest } = stream
  const step = (sequenceNumber - highest) & 0xffff
  if (highest >= 0 && (step === 0 || step >= 0x8000)) {
    counts.outOfOrder += 1
    // A packet that comes late was counted as missing; one that comes twice was not.
    if (step !== 0 && counts.missing > 0) counts.missing -= 1
    return
  }
  if (highest >= 0) counts.missing += step - 1
  stream.highest = sequenceNumber
}
