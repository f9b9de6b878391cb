import type { ConsumerStat, ProducerStat, TransportTuple, WebRtcTransportStat } from 'mediasoup/types'

/** What a line had carried in all at some moment. */
export interface LineTotals {
  /** Bytes, those of the server's own messages, repetitions and ICE included. */
  readonly bytes: number
  /** RTP packets, and those of them that the receiving end missed. */
  readonly packets: number
  readonly lost: number
}

/** How one direction of somebody's line was when it was looked at last. */
export interface LineSample {
  /** When, by `performance.now()`. */
  readonly at: number
  readonly bitsPerSecond: number
  /** Share of packets that were lost since the look before, 0 to 1; null while too few were sent. */
  readonly lossRatio: number | null
  /** Milliseconds; null while nobody has measured it. */
  readonly roundTripMs: number | null
  /** Protocol of the path that ICE chose; null before it has. */
  readonly protocol: TransportTuple['protocol'] | null
  /** What the worker believes that the client can receive, in bit/s; null where it does not say. */
  readonly availableBitsPerSecond: number | null
}

/** What the tracks of a line said together. */
export interface TrackTotals {
  readonly packets: number
  readonly lost: number
  readonly roundTripMs: number | null
}

// Of fewer packets a single lost one would be an outage.
const PACKETS_MIN = 20

/** Nothing was carried yet. */
export const NO_TOTALS: LineTotals = { bytes: 0, packets: 0, lost: 0 }

/**
 * Adds up the streams of one track that lead to, or come from, the client itself. A consumer also tells of its
 * producer, which is another line. Source: mediasoup documentation, "RTC Statistics".
 */
export function addStreams(
  stats: readonly (ConsumerStat | ProducerStat)[],
  type: 'inbound-rtp' | 'outbound-rtp',
): TrackTotals {
  const own = stats.filter((one) => one.type === type)
  const trips = own.flatMap(({ roundTripTime }) => roundTripTime || [])
  return {
    packets: own.reduce((sum, { packetCount }) => sum + packetCount, 0),
    // RFC 3550, section 6.4.1: what comes twice is subtracted, so that it may be below nothing.
    lost: own.reduce((sum, { packetsLost }) => sum + Math.max(0, packetsLost), 0),
    roundTripMs: trips.length === 0 ? null : Math.max(...trips),
  }
}

/** What was carried between two looks. A count that fell began anew meanwhile. */
export function between(before: LineTotals, now: LineTotals): LineTotals {
  const grown = (from: number, to: number): number => (to >= from ? to - from : to)
  return {
    bytes: grown(before.bytes, now.bytes),
    packets: grown(before.packets, now.packets),
    lost: Math.max(0, now.lost - before.lost),
  }
}

/** Describes a line at this moment. */
export function describeLine(
  stat: WebRtcTransportStat,
  direction: 'send' | 'receive',
  { grown, roundTripMs, now }: { grown: LineTotals; roundTripMs: number | null; now: number },
): LineSample {
  // Whoever receives counts what came and what was missed; whoever sends counts both as sent.
  const sent = direction === 'send' ? grown.packets + grown.lost : grown.packets
  return {
    at: now,
    bitsPerSecond: direction === 'send' ? stat.recvBitrate : stat.sendBitrate,
    lossRatio: sent < PACKETS_MIN ? null : Math.min(1, grown.lost / sent),
    roundTripMs,
    protocol: stat.iceSelectedTuple?.protocol ?? null,
    availableBitsPerSecond: stat.availableOutgoingBitrate ?? null,
  }
}
