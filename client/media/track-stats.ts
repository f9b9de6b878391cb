import type { TrackStats } from './media-types.ts'

/** Counters of one reading; the next one is compared with it. */
interface Counters {
  at: number
  bytes: number
  packets: number
  lost: number
}

/** The fields of `RTCStats` objects that are read here. Source: W3C WebRTC Statistics. */
interface StatsEntry {
  type: string
  id: string
  timestamp: number
  [field: string]: unknown
}

/** Turns WebRTC statistics into numbers for people. Remembers the last counters of each track. */
export class TrackStatsReader {
  readonly #previous = new Map<string, Counters>()

  /**
   * Reads one track.
   *
   * @param key - names the track, for the comparison with the last reading
   * @param report - statistics of its sender or receiver
   * @param transport - statistics of its transport, for the network path
   */
  read(
    key: string,
    report: RTCStatsReport,
    transport: RTCStatsReport | undefined = report,
  ): TrackStats | null {
    const entries = entriesOf(report)
    const inbound = entries.find(({ type }) => type === 'inbound-rtp')
    const outbound = entries.filter(({ type }) => type === 'outbound-rtp')
    const pair = selectedPair(entriesOf(transport))
    if (inbound) {
      return { ...this.#compare(key, countInbound(inbound)), ...videoOf(inbound), ...pathOf(pair) }
    }
    if (outbound.length === 0) return null
    const remote = entries.filter(({ type }) => type === 'remote-inbound-rtp')
    return {
      ...this.#compare(key, countOutbound(outbound, remote)),
      ...videoOf(largest(outbound)),
      ...pathOf(pair),
    }
  }

  #compare(key: string, now: Counters): Pick<TrackStats, 'bitrate' | 'packetLoss'> {
    const before = this.#previous.get(key)
    this.#previous.set(key, now)
    // Counters start anew with another sender or receiver.
    if (!before || now.at <= before.at || now.bytes < before.bytes || now.packets < before.packets) {
      return { bitrate: null, packetLoss: null }
    }
    const packets = now.packets - before.packets
    const lost = Math.max(0, now.lost - before.lost)
    return {
      bitrate: ((now.bytes - before.bytes) * 8_000) / (now.at - before.at),
      packetLoss: packets + lost > 0 ? lost / (packets + lost) : 0,
    }
  }
}

function countInbound(entry: StatsEntry): Counters {
  return {
    at: entry.timestamp,
    bytes: number(entry.bytesReceived) ?? 0,
    packets: number(entry.packetsReceived) ?? 0,
    lost: number(entry.packetsLost) ?? 0,
  }
}

/** All layers together. What was lost on the way is told by the receiving side. */
function countOutbound(layers: readonly StatsEntry[], remote: readonly StatsEntry[]): Counters {
  const sum = (entries: readonly StatsEntry[], field: string): number =>
    entries.reduce((total, entry) => total + (number(entry[field]) ?? 0), 0)
  const lost = sum(remote, 'packetsLost')
  return {
    at: Math.max(...layers.map(({ timestamp }) => timestamp)),
    bytes: sum(layers, 'bytesSent'),
    // Sent packets include the lost ones, the comparison adds those.
    packets: Math.max(0, sum(layers, 'packetsSent') - lost),
    lost,
  }
}

function videoOf(entry: StatsEntry): Pick<TrackStats, 'width' | 'height' | 'framesPerSecond'> {
  return {
    width: number(entry.frameWidth),
    height: number(entry.frameHeight),
    framesPerSecond: number(entry.framesPerSecond),
  }
}

function largest(layers: readonly StatsEntry[]): StatsEntry {
  return layers.reduce((best, layer) =>
    (number(layer.frameHeight) ?? 0) > (number(best.frameHeight) ?? 0) ? layer : best,
  )
}

interface Path {
  pair: StatsEntry
  local: StatsEntry | undefined
}

/** The candidate pair that carries the media. */
function selectedPair(entries: readonly StatsEntry[]): Path | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const transport = entries.find(({ type }) => type === 'transport')
  const pair =
    byId.get(String(transport?.selectedCandidatePairId)) ??
    // Firefox has no transport entry and marks the pair itself.
    entries.find(({ type, selected }) => type === 'candidate-pair' && selected === true)
  return pair && { pair, local: byId.get(String(pair.localCandidateId)) }
}

/** Packets of a received picture that came or were missed, and frames of it that were decoded. */
export function countFrames(report: RTCStatsReport): { packets: number; frames: number } | undefined {
  const entry = entriesOf(report).find(({ type }) => type === 'inbound-rtp')
  if (!entry) return undefined
  return {
    packets: (number(entry.packetsReceived) ?? 0) + Math.max(0, number(entry.packetsLost) ?? 0),
    frames: number(entry.framesDecoded) ?? 0,
  }
}

/** What became of the frames of one sender so far. Source: W3C WebRTC Statistics. */
export interface FrameCounts {
  /** Frames that reached the encoder's entrance. */
  offered: number
  /** Frames that came out of it. */
  encoded: number
  /** Milliseconds that one of them took, on average. */
  encodeMs: number
}

/**
 * Reads what became of the frames of a sender with one layer.
 *
 * @returns undefined where the browser does not count them
 */
export function readFrameCounts(report: RTCStatsReport): FrameCounts | undefined {
  const entries = entriesOf(report)
  const offered = number(entries.find(({ type }) => type === 'media-source')?.frames)
  const sent = entries.find(({ type }) => type === 'outbound-rtp')
  const encoded = number(sent?.framesEncoded)
  if (offered === null || encoded === null) return undefined
  const seconds = number(sent?.totalEncodeTime) ?? 0
  return { offered, encoded, encodeMs: encoded > 0 ? (seconds * 1000) / encoded : 0 }
}

/**
 * Frames that the source of a track has brought so far; undefined where the browser does not count.
 * Source: W3C MediaStreamTrack Extensions, "MediaStreamTrack Statistics".
 */
export function capturedFrames(track: MediaStreamTrack): number | undefined {
  const { stats } = track as MediaStreamTrack & { stats?: { totalFrames?: number } | null }
  return stats?.totalFrames
}

/** What a transport's statistics say of its network path. */
export function readPath(report: RTCStatsReport): Pick<TrackStats, 'roundTripTime' | 'path'> {
  return pathOf(selectedPair(entriesOf(report)))
}

function pathOf(path: Path | undefined): Pick<TrackStats, 'roundTripTime' | 'path'> {
  const seconds = number(path?.pair.currentRoundTripTime)
  const protocol = path?.local?.protocol
  return {
    roundTripTime: seconds === null ? null : seconds * 1_000,
    path: protocol === 'udp' || protocol === 'tcp' ? protocol : null,
  }
}

function entriesOf(report: RTCStatsReport): StatsEntry[] {
  return [...(report as unknown as Map<string, StatsEntry>).values()]
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
