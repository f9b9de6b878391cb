import { unpackConsumers, type ConsumersChanged, type Source } from '../../protocol/index.ts'
import {
  countContent,
  countHeader,
  countPacket,
  createStream,
  isLate,
  type HeldStream,
  type ReceivedStream,
  type ReceiverEvents,
} from './received-stream.ts'
import { wantsContent } from './sampling.ts'

export type { ReceivedStream, ReceiverEvents } from './received-stream.ts'

/** Sums over all streams of a receiver. */
export interface ReceivedTotals {
  packets: number
  bytes: number
  missing: number
  outOfOrder: number
  /** Streams that carried packets of more than one source. */
  mixedStreams: number
  /** SSRCs that no consumer explains. */
  unknownSsrcs: number
  /** Videos whose first key frame came more than a second after their consumer, or is overdue. */
  lateKeyFrames: number
  /** Packets that were to be decrypted, where only a sample is. */
  sampled: number
  /** Those of them that could be decrypted. */
  authentic: number
}

/** The totals of a receiver to which no packet has come. */
export const NOTHING_RECEIVED: Readonly<ReceivedTotals> = {
  packets: 0,
  bytes: 0,
  missing: 0,
  outOfOrder: 0,
  mixedStreams: 0,
  unknownSsrcs: 0,
  lateKeyFrames: 0,
  sampled: 0,
  authentic: 0,
}

/** Follows `consumers:changed` as the browser client does, and counts what arrives. */
export class Receiver {
  // By SSRC as a signed number: the larger half of the unsigned ones would be
  // boxed, and every packet is looked up here.
  readonly #bySsrc = new Map<number, HeldStream>()
  readonly #removed = new Map<number, HeldStream>()
  readonly #unknown = new Map<number, number>()
  readonly #events: ReceiverEvents
  #packetsOfRemoved = 0

  /** @param events - hears what arrives */
  constructor(events: ReceiverEvents = {}) {
    this.#events = events
  }

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

  /** Everything that came so far, of closed consumers too. */
  totals(): ReceivedTotals {
    const totals: ReceivedTotals = { ...NOTHING_RECEIVED, unknownSsrcs: this.#unknown.size }
    const now = performance.now()
    for (const stream of this.#bySsrc.values()) addTo(totals, stream, isLate(stream, now))
    for (const stream of this.#removed.values()) addTo(totals, stream, stream.wasLate)
    return totals
  }

  /**
   * Hands over how long a packet took, in milliseconds, of each open stream that
   * carried any since the last call: one packet each, the first.
   */
  takeDelays(take: (delayMs: number) => void): void {
    for (const stream of this.#bySsrc.values()) {
      if (stream.delayMs !== undefined) take(stream.delayMs)
      stream.delayMs = undefined
    }
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
    for (const [key, stream] of this.#bySsrc) {
      if (!removed.has(stream.consumerId)) continue
      stream.wasLate = isLate(stream, performance.now())
      this.#bySsrc.delete(key)
      this.#removed.set(key, stream)
    }
    for (const { id, paused } of batch.updated) {
      if (paused === undefined) continue
      for (const stream of this.#bySsrc.values()) if (stream.consumerId === id) setPaused(stream, paused)
    }
    const added = unpackConsumers(batch).map(({ id, rtpParameters, ...described }) => {
      const ssrc = rtpParameters.encodings[0]?.ssrc ?? 0
      const { participantId, source, kind, producerPaused, paused } = described
      const stream = { consumerId: id, participantId, source, kind, ssrc, producerPaused, paused }
      this.#bySsrc.set(ssrc | 0, createStream(stream))
      return id
    })
    this.#events.changed?.()
    return added
  }

  /** Counts an RTP packet. */
  receive(packet: Buffer): void {
    const key = packet.readInt32BE(8)
    const stream = this.#bySsrc.get(key)
    if (stream) countPacket(stream, packet, this.#events)
    else this.#countWithoutConsumer(key)
  }

  /**
   * Counts an RTP packet by its header alone, which SRTP leaves in the clear.
   *
   * @param bytes - of the packet when it is decrypted
   * @returns whether `receiveContent` must have it, decrypted
   */
  receiveHeader(packet: Buffer, bytes: number): boolean {
    const key = packet.readInt32BE(8)
    const stream = this.#bySsrc.get(key)
    if (!stream) {
      this.#countWithoutConsumer(key)
      return false
    }
    const isWanted = wantsContent(stream, packet, bytes)
    countHeader(stream, packet, this.#events)
    stream.counts.bytes += bytes
    if (!isWanted) return false
    stream.sampled += 1
    stream.sampledSequence = packet.readUInt16BE(2)
    stream.sampledAt = performance.now()
    return true
  }

  /** Looks into a packet that `receiveHeader` counted. */
  receiveContent(packet: Buffer): void {
    const key = packet.readInt32BE(8)
    const stream = this.#bySsrc.get(key) ?? this.#removed.get(key)
    if (!stream) return
    stream.authentic += 1
    // Nothing begins any more in a stream that was closed meanwhile.
    if (!this.#bySsrc.has(key)) return
    const isNewest = packet.readUInt16BE(2) === stream.sampledSequence
    countContent(stream, packet, this.#events, isNewest ? performance.now() - stream.sampledAt : 0)
  }

  #countWithoutConsumer(key: number): void {
    if (this.#removed.has(key)) {
      this.#packetsOfRemoved += 1
      return
    }
    const ssrc = key >>> 0
    this.#unknown.set(ssrc, (this.#unknown.get(ssrc) ?? 0) + 1)
  }
}

function setPaused(stream: HeldStream, paused: boolean): void {
  if (stream.paused === paused) return
  const now = performance.now()
  // A key frame that is overdue now was late, whatever comes after the pause.
  stream.wasLate = isLate(stream, now)
  stream.paused = paused
  if (!paused) stream.runningSince = now
}

function addTo(totals: ReceivedTotals, { counts, sampled, authentic }: HeldStream, late: boolean): void {
  totals.sampled += sampled
  totals.authentic += authentic
  totals.packets += counts.packets
  totals.bytes += counts.bytes
  totals.missing += counts.missing
  totals.outOfOrder += counts.outOfOrder
  if (counts.sources.size > 1) totals.mixedStreams += 1
  if (late) totals.lateKeyFrames += 1
}
