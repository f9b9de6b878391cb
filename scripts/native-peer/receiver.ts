import { unpackConsumers, type ConsumersChanged, type Kind, type Source } from '../../protocol/index.ts'
import { payloadOffset } from './rtp.ts'
import { readStamp, stampAge } from './stamp.ts'
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
  readonly counts: Readonly<StreamCounts>
}

interface HeldStream extends ReceivedStream {
  readonly counts: StreamCounts
  highest: number | undefined
}

/** Follows `consumers:changed` as the browser client does, and counts what arrives. */
export class Receiver {
  readonly #bySsrc = new Map<number, HeldStream>()
  readonly #removed = new Map<number, HeldStream>()
  readonly #unknown = new Map<number, number>()
  #packetsOfRemoved = 0

  /** Open streams. */
  get streams(): readonly ReceivedStream[] {
    return [...this.#bySsrc.values()]
  }

  /** Packets by SSRC that no consumer explains. */
  get unknownSsrcs(): ReadonlyMap<number, number> {
    return this.#unknown
  }

  /** Packets of consumers that were closed already: some may be under way. */
  get packetsOfRemoved(): number {
    return this.#packetsOfRemoved
  }

  /** The open stream of a participant's source. */
  find(participantId: string, source: Source): ReceivedStream | undefined {
    return this.streams.find((stream) => stream.participantId === participantId && stream.source === source)
  }

  /**
   * Applies a batch.
   *
   * @returns ids to acknowledge with `consumer:ready`
   */
  apply(batch: ConsumersChanged): string[] {
    const removed = new Set(batch.removed)
    for (const [ssrc, stream] of this.#bySsrc) {
      if (!removed.has(stream.consumerId)) continue
      this.#bySsrc.delete(ssrc)
      this.#removed.set(ssrc, stream)
    }
    return unpackConsumers(batch).map(
      ({ id, participantId, source, kind, producerPaused, rtpParameters }) => {
        const ssrc = rtpParameters.encodings[0]?.ssrc ?? 0
        this.#bySsrc.set(ssrc, {
          consumerId: id,
          participantId,
          source,
          kind,
          ssrc,
          producerPaused,
          counts: emptyCounts(),
          highest: undefined,
        })
        return id
      },
    )
  }

  /** Counts an RTP packet. */
  receive(packet: Buffer): void {
    const ssrc = packet.readUInt32BE(8)
    const stream = this.#bySsrc.get(ssrc)
    if (stream) {
      count(stream, packet)
    } else if (this.#removed.has(ssrc)) {
      this.#packetsOfRemoved += 1
    } else {
      this.#unknown.set(ssrc, (this.#unknown.get(ssrc) ?? 0) + 1)
    }
  }
}

function emptyCounts(): StreamCounts {
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
    lastAt: undefined,
    delayMs: undefined,
  }
}

function count(stream: HeldStream, packet: Buffer): void {
  const { counts } = stream
  counts.packets += 1
  counts.bytes += packet.length
  counts.lastAt = performance.now()
  counts.firstAt ??= counts.lastAt
  countSequence(stream, packet.readUInt16BE(2))
  const stamp = readStamp(packet)
  if (stamp) {
    counts.sources.add(stamp.source)
    counts.delayMs = stampAge(stamp)
  }
  if (stream.kind === 'audio') return
  if (stamp) {
    counts.layer = stamp.layer
    counts.layers.set(stamp.layer, (counts.layers.get(stamp.layer) ?? 0) + 1)
  }
  const info = readVp8Header(packet.subarray(payloadOffset(packet)))
  if (!info) return
  counts.pictureId = info.pictureId
  if (!info.isKeyFrame) return
  counts.keyFrames += 1
  counts.size = info.size
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
