import { unpackConsumers, type ConsumersChanged, type Source } from '../../protocol/index.ts'
import {
  countPacket,
  emptyCounts,
  type HeldStream,
  type ReceivedStream,
  type ReceiverEvents,
} from './received-stream.ts'

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
  /** Pictures that began more than a second after their consumer was opened. */
  lateKeyFrames: number
}

/** The totals of a receiver that nothing has reached. */
export const NOTHING_RECEIVED: Readonly<ReceivedTotals> = {
  packets: 0,
  bytes: 0,
  missing: 0,
  outOfOrder: 0,
  mixedStreams: 0,
  unknownSsrcs: 0,
  lateKeyFrames: 0,
}

// A picture that begins later than this after its consumer kept somebody waiting.
const LATE_KEY_FRAME_MS = 1000

/** Follows `consumers:changed` as the browser client does, and counts what arrives. */
export class Receiver {
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
    for (const streams of [this.#bySsrc, this.#removed]) {
      for (const stream of streams.values()) addTo(totals, stream)
    }
    return totals
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
    for (const { id, paused } of batch.updated) {
      if (paused === undefined) continue
      for (const stream of this.#bySsrc.values()) if (stream.consumerId === id) stream.paused = paused
    }
    const openedAt = performance.now()
    const added = unpackConsumers(batch).map(
      ({ id, participantId, source, kind, producerPaused, paused, rtpParameters }) => {
        const ssrc = rtpParameters.encodings[0]?.ssrc ?? 0
        this.#bySsrc.set(ssrc, {
          consumerId: id,
          participantId,
          source,
          kind,
          ssrc,
          producerPaused,
          openedAt,
          paused,
          counts: emptyCounts(),
          highest: undefined,
          since: 0,
          lastSource: undefined,
        })
        return id
      },
    )
    this.#events.changed?.()
    return added
  }

  /** Counts an RTP packet. */
  receive(packet: Buffer): void {
    const ssrc = packet.readUInt32BE(8)
    const stream = this.#bySsrc.get(ssrc)
    if (stream) {
      countPacket(stream, packet, this.#events)
    } else if (this.#removed.has(ssrc)) {
      this.#packetsOfRemoved += 1
    } else {
      this.#unknown.set(ssrc, (this.#unknown.get(ssrc) ?? 0) + 1)
    }
  }
}

function addTo(totals: ReceivedTotals, { counts, openedAt }: HeldStream): void {
  totals.packets += counts.packets
  totals.bytes += counts.bytes
  totals.missing += counts.missing
  totals.outOfOrder += counts.outOfOrder
  if (counts.sources.size > 1) totals.mixedStreams += 1
  if ((counts.firstKeyFrameAt ?? 0) - openedAt > LATE_KEY_FRAME_MS) totals.lateKeyFrames += 1
}
