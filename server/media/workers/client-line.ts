import type { Consumer, Producer, WebRtcTransport, WebRtcTransportStat } from 'mediasoup/types'
import {
  addStreams,
  between,
  describeLine,
  NO_TOTALS,
  type LineSample,
  type LineTotals,
  type TrackTotals,
} from './line-sample.ts'

/** From the client's side: `send` is its uplink. */
export type LineDirection = 'send' | 'receive'

type Track = Producer | Consumer

// Who receives more is asked for the rest of it at the next look.
const TRACKS_MAX = 32

/** One of the two transports of a participant, and how it does. */
export class ClientLine {
  readonly participantId: string
  readonly direction: LineDirection
  readonly #transport: WebRtcTransport
  readonly #tracks = new Map<Track, TrackTotals>()
  /** Of tracks that have ended, so that a sum never falls. */
  #ended = { packets: 0, lost: 0 }
  #totals = NO_TOTALS
  #sample: LineSample | null = null

  constructor(transport: WebRtcTransport, participantId: string, direction: LineDirection) {
    this.participantId = participantId
    this.direction = direction
    this.#transport = transport
    const watch = (track: Track): void => this.#watch(track)
    transport.observer.on(direction === 'send' ? 'newproducer' : 'newconsumer', watch)
  }

  /** How it was when it was measured last; null before. */
  get sample(): LineSample | null {
    return this.#sample
  }

  /** Whether media can flow on it at all. */
  get isConnected(): boolean {
    return this.#transport.dtlsState === 'connected'
  }

  /** Tracks that it carries. */
  get tracks(): Iterable<Track> {
    return this.#tracks.keys()
  }

  /** Questions to the worker that measuring it takes. */
  get cost(): number {
    return 1 + Math.min(TRACKS_MAX, this.#tracks.size)
  }

  /**
   * Measures it.
   *
   * @returns what it has carried since the measurement before; undefined when it ended meanwhile
   */
  async measure(): Promise<LineTotals | undefined> {
    const turn = [...this.#tracks.keys()].slice(0, TRACKS_MAX)
    const [stats] = await Promise.all([
      this.#transport.getStats().catch(() => undefined),
      ...turn.map(async (track) => await this.#measureTrack(track)),
    ])
    const [stat] = stats ?? []
    if (!stat) return undefined
    const now = this.#sum(stat)
    const grown = between(this.#totals, now)
    this.#totals = now
    const roundTripMs = highest([...this.#tracks.values()].map((track) => track.roundTripMs))
    this.#sample = describeLine(stat, this.direction, { grown, roundTripMs, now: performance.now() })
    return grown
  }

  #sum({ bytesReceived, bytesSent }: WebRtcTransportStat): LineTotals {
    const sum = { ...this.#ended }
    for (const { packets, lost } of this.#tracks.values()) {
      sum.packets += packets
      sum.lost += lost
    }
    return { bytes: this.direction === 'send' ? bytesReceived : bytesSent, ...sum }
  }

  async #measureTrack(track: Track): Promise<void> {
    const stats = await track.getStats().catch(() => undefined)
    if (!stats || !this.#tracks.has(track)) return
    // Behind all others, so that a line with many tracks tells of each in turn.
    this.#tracks.delete(track)
    this.#tracks.set(track, addStreams(stats, this.direction === 'send' ? 'inbound-rtp' : 'outbound-rtp'))
  }

  #watch(track: Track): void {
    this.#tracks.set(track, { packets: 0, lost: 0, roundTripMs: null })
    const observer: { once(event: 'close', listener: () => void): unknown } = track.observer
    observer.once('close', () => {
      const { packets = 0, lost = 0 } = this.#tracks.get(track) ?? {}
      this.#ended = { packets: this.#ended.packets + packets, lost: this.#ended.lost + lost }
      this.#tracks.delete(track)
    })
  }
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
