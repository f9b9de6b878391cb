/** What statistics of a line say so far; null where the browser does not. */
export interface LineReading {
  protocol: 'udp' | 'tcp' | null
  isRelayed: boolean
  roundTripMs: number | null
  jitterMs: number | null
  lossUp: number | null
  lossDown: number | null
  /** Pictures that came back since the line was opened. */
  framesDecoded: number | null
  /** Pictures that the camera brought. */
  framesCaptured: number | null
}

interface Entry {
  type: string
  id: string
  [field: string]: unknown
}

/** Reads the statistics of both directions. Source: W3C WebRTC Statistics. */
export function readLine(reports: { send: RTCStatsReport; receive: RTCStatsReport }): LineReading {
  const sent = entriesOf(reports.send)
  const received = entriesOf(reports.receive)
  const pair = selectedPair(sent) ?? selectedPair(received)
  const local = sent.find(({ id }) => id === pair?.localCandidateId)
  const inbound = received.filter(({ type }) => type === 'inbound-rtp')
  const remote = sent.filter(({ type }) => type === 'remote-inbound-rtp')
  const outbound = sent.filter(({ type }) => type === 'outbound-rtp')
  const video = inbound.find(({ kind }) => kind === 'video')
  const source = sent.find(({ type, kind }) => type === 'media-source' && kind === 'video')
  return {
    protocol: protocolOf(local),
    isRelayed: local?.candidateType === 'relay',
    roundTripMs: milliseconds(pair?.currentRoundTripTime) ?? milliseconds(remote[0]?.roundTripTime),
    jitterMs: milliseconds(inbound.find(({ kind }) => kind === 'audio')?.jitter ?? video?.jitter),
    lossUp: share(sum(remote, 'packetsLost'), sum(outbound, 'packetsSent')),
    lossDown: lossOf(sum(inbound, 'packetsLost'), sum(inbound, 'packetsReceived')),
    // The probes of the server are a stream of their own, without any picture.
    framesDecoded: sum(inbound, 'framesDecoded'),
    framesCaptured: number(source?.frames),
  }
}

/** What leaves towards a relay by TCP is carried on by UDP, and is told by `relayProtocol` alone. */
function protocolOf(local: Entry | undefined): 'udp' | 'tcp' | null {
  const protocol = local?.relayProtocol ?? local?.protocol
  if (protocol === 'tls') return 'tcp'
  return protocol === 'udp' || protocol === 'tcp' ? protocol : null
}

function selectedPair(entries: readonly Entry[]): Entry | undefined {
  const transport = entries.find(({ type }) => type === 'transport')
  return (
    entries.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    // Firefox marks the pair itself.
    entries.find(({ type, selected }) => type === 'candidate-pair' && selected === true)
  )
}

function lossOf(lost: number | null, arrived: number | null): number | null {
  return share(lost, (lost ?? 0) + (arrived ?? 0))
}

/** A count of lost packets may be negative, where some came twice: RFC 3550, section 6.4.1. */
function share(part: number | null, whole: number | null): number | null {
  if (part === null || whole === null || whole <= 0) return null
  return Math.min(1, Math.max(0, part / whole))
}

function sum(entries: readonly Entry[], field: string): number | null {
  const values = entries.flatMap((entry) => number(entry[field]) ?? [])
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0)
}

function milliseconds(seconds: unknown): number | null {
  const value = number(seconds)
  return value === null ? null : value * 1000
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function entriesOf(report: RTCStatsReport): Entry[] {
  return [...(report as unknown as Map<string, Entry>).values()]
}
