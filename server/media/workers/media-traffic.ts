import type { Consumer, Producer, Router, Transport, WebRtcTransport, Worker } from 'mediasoup/types'
import { ClientLine, type LineDirection } from './client-line.ts'
import { NO_TOTALS, type LineSample, type LineTotals } from './line-sample.ts'

/** Is told of each measurement of a line. */
export interface LineObserver {
  lineMeasured(direction: LineDirection, sample: LineSample): void
}

/** Both directions of somebody's line; null for what was not measured yet. */
export type LinesOfParticipant = Readonly<Record<LineDirection, LineSample | null>>

/** Video streams by spatial layer; the uppermost that is told apart is the fourth. */
export type LayerCounts = Readonly<Record<'0' | '1' | '2' | '3', number>>

// Each question is a message to a worker and back, a tenth of a millisecond of this process.
const QUESTIONS_PER_TICK = 10
const TICK_MS = 100
// Nobody is looked at more often, however few there are.
const AGAIN_MS = 5000
// Who is being watched on a page is looked at sooner.
const AGAIN_WANTED_MS = 2000
// Without anybody who asks nothing is measured.
const WANTED_MS = 60_000

/**
 * What clients send and receive, in all workers: each line is looked at in turn, with so many questions to workers
 * a second, while somebody wants to know. With 10 people all are looked at every five seconds, with 1,000 who see
 * nine others every three minutes; sums are exact at each look, but for what a line carried after its last one.
 * Source: mediasoup documentation, "transport.getStats()" and "RTC Statistics".
 */
export class MediaTraffic {
  readonly #lines = new Map<ClientLine, number>()
  readonly #byParticipant = new Map<string, Map<LineDirection, ClientLine>>()
  readonly #wantedLines = new Set<ClientLine>()
  readonly #observers = new Set<LineObserver>()
  readonly #totals: Record<LineDirection, LineTotals> = { send: NO_TOTALS, receive: NO_TOTALS }
  #timer: NodeJS.Timeout | undefined
  #wantedUntil = 0
  /** Questions that may be asked in this tick; below nothing after a line with many tracks. */
  #budget = 0
  #isMeasuring = false

  /** Measures what this worker carries from now on. */
  watch(worker: Worker): void {
    worker.observer.on('newrouter', (router: Router) => {
      router.observer.on('newtransport', (transport: Transport) => this.#add(transport))
    })
  }

  /** Tells somebody of every measurement. */
  observe(observer: LineObserver): void {
    this.#observers.add(observer)
  }

  /** Says that somebody reads the figures, which are kept up to date for a minute from now on. */
  want(): void {
    this.#wantedUntil = performance.now() + WANTED_MS
    if (this.#lines.size === 0) return
    this.#timer ??= setInterval(() => void this.#tick(), TICK_MS).unref()
  }

  /** What all clients have sent and received, as far as it was measured. */
  get totals(): Readonly<Record<LineDirection, LineTotals>> {
    return this.#totals
  }

  /** Video streams that arrive, by the layer that they are. */
  get layersReceived(): LayerCounts {
    const counts = { '0': 0, '1': 0, '2': 0, '3': 0 }
    for (const track of this.#videos<Producer>('send')) {
      if (track.paused) continue
      for (const { score, encodingIdx } of track.score) if (score > 0) counts[layerOf(encodingIdx)] += 1
    }
    return counts
  }

  /** Video streams that are forwarded, by their layer. */
  get layersForwarded(): LayerCounts {
    const counts = { '0': 0, '1': 0, '2': 0, '3': 0 }
    for (const track of this.#videos<Consumer>('receive')) {
      if (track.paused || track.producerPaused) continue
      // What has one layer only never says which it is.
      const layer = track.type === 'simple' ? 0 : track.currentLayers?.spatialLayer
      if (layer !== undefined) counts[layerOf(layer)] += 1
    }
    return counts
  }

  /** How somebody's line was lately; whoever asks again sees it anew within seconds. */
  read(participantId: string): LinesOfParticipant {
    for (const line of this.#byParticipant.get(participantId)?.values() ?? []) this.#wantedLines.add(line)
    return this.peek(participantId)
  }

  /** The same without having it looked at sooner than others. */
  peek(participantId: string): LinesOfParticipant {
    this.want()
    const lines = this.#byParticipant.get(participantId)
    const sampleOf = (direction: LineDirection): LineSample | null => lines?.get(direction)?.sample ?? null
    return { send: sampleOf('send'), receive: sampleOf('receive') }
  }

  /** How many streams somebody is sent now, and the spatial layers of the videos among them. */
  received(participantId: string): { audio: number; video: number; layers: number[] } {
    const found = { audio: 0, video: 0, layers: [] as number[] }
    for (const track of this.#byParticipant.get(participantId)?.get('receive')?.tracks ?? []) {
      const consumer = track as Consumer
      if (consumer.paused || consumer.producerPaused) continue
      found[consumer.kind] += 1
      if (consumer.kind === 'video') found.layers.push(consumer.currentLayers?.spatialLayer ?? 0)
    }
    return found
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  *#videos<Track extends Producer | Consumer>(direction: LineDirection): Iterable<Track> {
    for (const line of this.#lines.keys()) {
      if (line.direction !== direction) continue
      for (const track of line.tracks) if (track.kind === 'video') yield track as Track
    }
  }

  #add(transport: Transport): void {
    const { participantId, direction } = transport.appData as {
      participantId?: string
      direction?: LineDirection
    }
    // Pipes and the server's own streams lead to no client.
    if (participantId === undefined || direction === undefined) return
    const line = new ClientLine(transport as WebRtcTransport, participantId, direction)
    const ofParticipant = this.#byParticipant.get(participantId) ?? new Map<LineDirection, ClientLine>()
    this.#byParticipant.set(participantId, ofParticipant.set(direction, line))
    this.#lines.set(line, Number.NEGATIVE_INFINITY)
    if (performance.now() < this.#wantedUntil) this.want()
    transport.observer.once('close', () => this.#remove(line))
  }

  #remove(line: ClientLine): void {
    this.#lines.delete(line)
    this.#wantedLines.delete(line)
    const ofParticipant = this.#byParticipant.get(line.participantId)
    // Whoever came back has newer ones.
    if (ofParticipant?.get(line.direction) === line) ofParticipant.delete(line.direction)
    if (ofParticipant?.size === 0) this.#byParticipant.delete(line.participantId)
    if (this.#lines.size === 0) this.close()
  }

  async #tick(): Promise<void> {
    // A worker that does not answer gets no more questions.
    if (this.#isMeasuring) return
    const now = performance.now()
    if (now > this.#wantedUntil) {
      this.close()
      return
    }
    this.#isMeasuring = true
    this.#budget = Math.min(QUESTIONS_PER_TICK, this.#budget + QUESTIONS_PER_TICK)
    try {
      await Promise.all(this.#choose(now).map(async (line) => await this.#measure(line)))
    } finally {
      this.#isMeasuring = false
    }
  }

  /** Whose turn it is: first those who are watched, then who was measured longest ago. */
  #choose(now: number): ClientLine[] {
    const chosen: ClientLine[] = []
    const take = (lines: Iterable<ClientLine>, againMs: number): void => {
      for (const line of lines) {
        if (this.#budget <= 0) return
        const measuredAt = this.#lines.get(line) ?? now
        if (now - measuredAt < againMs) continue
        this.#wantedLines.delete(line)
        this.#lines.delete(line)
        this.#lines.set(line, now)
        if (!line.isConnected) continue
        this.#budget -= line.cost
        chosen.push(line)
      }
    }
    take([...this.#wantedLines], AGAIN_WANTED_MS)
    take(this.#due(now), AGAIN_MS)
    return chosen
  }

  /** The front of the queue, in which whoever was measured stands last. */
  #due(now: number): ClientLine[] {
    const due: ClientLine[] = []
    for (const [line, measuredAt] of this.#lines) {
      if (due.length === QUESTIONS_PER_TICK || now - measuredAt < AGAIN_MS) break
      due.push(line)
    }
    return due
  }

  async #measure(line: ClientLine): Promise<void> {
    const grown = await line.measure()
    if (!grown || !line.sample) return
    const { bytes, packets, lost } = this.#totals[line.direction]
    this.#totals[line.direction] = {
      bytes: bytes + grown.bytes,
      packets: packets + grown.packets,
      lost: lost + grown.lost,
    }
    for (const observer of this.#observers) observer.lineMeasured(line.direction, line.sample)
  }
}

function layerOf(index: number): keyof LayerCounts {
  return (['0', '1', '2', '3'] as const)[Math.min(3, Math.max(0, index))] ?? '0'
}
