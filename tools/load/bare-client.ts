import { packConsumers, type RtpCapabilities } from '../../protocol/index.ts'
import type { MediaSource } from '../native-peer/media-source.ts'
import { NativeTransport } from '../native-peer/native-transport.ts'
import { Receiver, type ReceivedStream, type ReceivedTotals } from '../native-peer/receiver.ts'
import { nativeCapabilities } from '../native-peer/rtp-capabilities.ts'
import { listenersOf } from '../native-peer/rtp-listeners.ts'
import { requestedKeyFrames } from '../native-peer/rtp.ts'
import { Arrival } from './arrival.ts'
import { BareLink } from './bare-link.ts'
import type { BareProducer } from './bare-protocol.ts'
import { createSources, speakInto, type ClientContext, type MediaClient, type Sources } from './client.ts'
import { layerOf } from './expected-packets.ts'
import { pageOf } from './plan.ts'
import { AUDIO_DEFAULTS } from './server-defaults.ts'

/**
 * A client of the bare worker: the same transports, sources and streams as in a
 * meeting, in as few round trips as a join can have.
 */
export class BareClient implements MediaClient {
  readonly index: number
  readonly arrival: Arrival
  readonly unfinishedTurns = 0
  readonly #context: ClientContext
  readonly #sources: Sources
  readonly #receiver: Receiver
  readonly #layer: number
  /** Whether there is any sound for it: the one who speaks in a webinar hears nobody. */
  #hearsOthers = false
  #link: BareLink | undefined
  #send: NativeTransport | undefined
  #receive: NativeTransport | undefined
  #rtpCapabilities: RtpCapabilities = { codecs: [], headerExtensions: [] }

  constructor(index: number, context: ClientContext) {
    this.index = index
    this.#context = context
    this.#sources = createSources(index, context.workload)
    this.#layer = layerOf(context.workload.view)
    // A meeting switches off simulcast layers that nobody shows after its first seconds.
    this.#sources.camera?.setActiveLayers(Array.from({ length: this.#layer + 1 }, (_, layer) => layer))
    this.arrival = new Arrival({
      speaks: (id) => context.speech.speaks(Number(id)),
      expectsAudio: () => this.#hearsOthers && context.speech.isHeard,
      completed: () => this.#completeArrival(),
    })
    this.#receiver = new Receiver({ shown: () => this.arrival.check(this.#receiver) })
  }

  get streams(): readonly ReceivedStream[] {
    return this.#receiver.streams
  }

  get received(): ReceivedTotals {
    return this.#receiver.totals()
  }

  indexOfId(id: string): number {
    return Number(id)
  }

  takeDelays(take: (delayMs: number) => void): void {
    this.#receiver.takeDelays(take)
  }

  get sent(): { packets: number; bytes: number } {
    return this.#send?.sent ?? { packets: 0, bytes: 0 }
  }

  get signalingMessages(): number {
    return this.#link?.messages ?? 0
  }

  /** A bare worker knows no rooms. */
  readonly peopleCount = undefined

  async join(): Promise<void> {
    const { workload, measures } = this.#context
    const link = await BareLink.connect(workload.url)
    this.#link = link
    const { rtpCapabilities } = await link.request('hello', {})
    this.#rtpCapabilities = nativeCapabilities(rtpCapabilities)
    this.arrival.begin()
    const { transports, producers } = await link.request('join', { index: this.index })
    this.arrival.mark('reply')
    const send = new NativeTransport({
      remote: transports.send,
      direction: 'send',
      channels: [],
      rtcpReceived: (packet) => this.#keyFramesRequested(packet),
    })
    const receive = new NativeTransport({
      remote: transports.receive,
      direction: 'receive',
      channels: [],
      ...listenersOf(this.#receiver, workload.samplesMedia),
    })
    this.#send = send
    this.#receive = receive
    // Clients of the room watch when all have joined, newcomers at once.
    const isNewcomer = this.index >= workload.cast.participants
    await Promise.all([
      this.#open(link, send),
      this.#open(link, receive),
      this.#publish(link, send),
      ...(isNewcomer ? [this.#consume(link, producers)] : []),
    ])
    this.arrival.mark('open')
    measures.add('joinReply', this.arrival.times.reply ?? 0)
    measures.add('joinToOpen', this.arrival.times.open ?? 0)
    this.arrival.check(this.#receiver)
  }

  async watch(): Promise<void> {
    if (!this.#link) return
    const { producers } = await this.#link.request('producers', {})
    await this.#consume(this.#link, producers)
  }

  turnPage(): void {
    // The bare worker has no pages.
  }

  setSpeaking(speaking: boolean): void {
    speakInto(this.#sources.microphone, speaking)
  }

  openWindow(): void {
    // The same clients speak all the time, so no voice begins that could be timed.
  }

  heardUntil(): number {
    return 0
  }

  closeWindow(): void {
    // No voice is timed here.
  }

  close(): void {
    this.#sources.microphone?.stop()
    this.#sources.camera?.stop()
    this.#send?.close()
    this.#receive?.close()
    this.#link?.close()
  }

  async #open(link: BareLink, transport: NativeTransport): Promise<void> {
    const { id: transportId, dtlsParameters } = transport
    await link.request('connect', { transportId, dtlsParameters })
    await transport.start()
    await transport.opened()
  }

  async #publish(link: BareLink, transport: NativeTransport): Promise<void> {
    const { microphone, camera } = this.#sources
    await Promise.all(
      [microphone, camera].map(async (source: MediaSource | undefined) => {
        if (!source) return
        await link.request('produce', { kind: source.kind, rtpParameters: source.rtpParameters })
        source.start(transport)
      }),
    )
    if (this.#context.workload.cast.speakers === 0) microphone?.setMuted(true)
  }

  /** Opens all streams in one batch, and starts them when they are known. */
  async #consume(link: BareLink, producers: readonly BareProducer[]): Promise<void> {
    const wanted = this.#wanted(producers)
    this.arrival.expect(wanted.filter(({ kind }) => kind === 'video').map(({ index }) => String(index)))
    this.#hearsOthers = wanted.some(({ kind }) => kind === 'audio')
    if (wanted.length === 0) {
      this.arrival.check(this.#receiver)
      return
    }
    const { consumers } = await link.request('consume', {
      producerIds: wanted.map(({ producerId }) => producerId),
      rtpCapabilities: this.#rtpCapabilities,
      spatialLayer: this.#layer,
    })
    const consumerIds = this.#receiver.apply(packConsumers(consumers, []))
    await link.request('resume', { consumerIds })
  }

  /** The streams that a server would give this client in a meeting. */
  #wanted(producers: readonly BareProducer[]): BareProducer[] {
    const { cast, view } = this.#context.workload
    const isNewcomer = this.index >= cast.participants
    const tiles = view === 'all' ? 0 : view
    const page = new Set(
      isNewcomer ? Array.from({ length: tiles }, (_, index) => index) : pageOf(this.index, cast, tiles),
    )
    // In a meeting with more microphones the server forwards those who spoke lately.
    const { runningMicrophones, recentSpeakers } = AUDIO_DEFAULTS
    const microphones = cast.publishers <= runningMicrophones ? cast.publishers : recentSpeakers
    return producers.filter(
      ({ index, kind }) => index !== this.index && (kind === 'video' ? page.has(index) : index < microphones),
    )
  }

  #completeArrival(): void {
    const { measures } = this.#context
    const { firstMedia, allShown } = this.arrival.times
    if (firstMedia !== undefined) measures.add('joinToFirstMedia', firstMedia)
    if (allShown !== undefined) measures.add('joinToAllShown', allShown)
  }

  #keyFramesRequested(packet: Buffer): void {
    for (const ssrc of requestedKeyFrames(packet)) this.#sources.camera?.keyFrameRequested(ssrc)
  }
}
