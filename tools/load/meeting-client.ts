import { setTimeout as delay } from 'node:timers/promises'
import { ProtocolError, type NotificationParams } from '../../protocol/index.ts'
import { NativePeer } from '../native-peer/native-peer.ts'
import type { ReceivedStream, ReceivedTotals } from '../native-peer/receiver.ts'
import type { SignalingClient } from '../native-peer/signaling-client.ts'
import { Arrival } from './arrival.ts'
import { Listening } from './listening.ts'
import {
  connectSignaling,
  createSources,
  describeError,
  speakInto,
  type ClientContext,
  type MediaClient,
  type Sources,
} from './client.ts'
import { PageChoice } from './page-choice.ts'
import { indexOf, nameOf } from './plan.ts'
import { Viewing } from './viewing.ts'

// Time over which clients change from whom they showed first to the page of the plan.
const WATCH_OVER_MS = 2000

/** A client in a real meeting, which does what the browser client does, in the same order. */
export class MeetingClient implements MediaClient {
  readonly index: number
  readonly arrival: Arrival
  readonly #context: ClientContext
  readonly #sources: Sources
  readonly #listening: Listening
  #signaling: SignalingClient | undefined
  #peer: NativePeer | undefined
  #viewing: Viewing | undefined
  #pages: PageChoice | undefined
  readonly #broken = Promise.withResolvers<never>()
  #hasJoined = false
  #closed = false

  constructor(index: number, context: ClientContext) {
    this.index = index
    this.#context = context
    this.#sources = createSources(index, context.workload)
    this.#listening = new Listening(context.measures)
    this.arrival = new Arrival({
      speaks: (id) => context.speech.speaks(this.indexOfId(id)),
      expectsAudio: () => context.workload.audio && context.speech.isHeard,
      completed: () => this.#completeArrival(),
    })
    // Nobody but `join` waits for it, and a rejection that nobody handles ends the process.
    this.#broken.promise.catch(() => undefined)
  }

  get streams(): readonly ReceivedStream[] {
    return this.#peer?.receiver.streams ?? []
  }

  get received(): ReceivedTotals {
    if (!this.#peer) throw new Error('Nobody receives anything before the join.')
    return this.#peer.receiver.totals()
  }

  indexOfId(id: string): number {
    return indexOf(this.#peer?.roster.find(id)?.name ?? '') ?? -1
  }

  takeDelays(take: (delayMs: number) => void): void {
    this.#peer?.receiver.takeDelays(take)
  }

  get sent(): { packets: number; bytes: number } {
    return this.#peer?.sendTransport.sent ?? { packets: 0, bytes: 0 }
  }

  get signalingMessages(): number {
    return this.#signaling?.traffic.receivedMessages ?? 0
  }

  get peopleCount(): number | undefined {
    return this.#peer?.roster.count
  }

  get unfinishedTurns(): number {
    return this.#viewing?.unfinishedTurns ?? 0
  }

  async join(): Promise<void> {
    const { workload, measures } = this.#context
    const signaling = await connectSignaling(workload)
    this.#signaling = signaling
    signaling.on('uplink:wanted', (wanted) => this.#uplinkWanted(wanted))
    signaling.on('session:ended', ({ code, message }) => this.#lost(new ProtocolError(code, message)))
    this.arrival.begin()
    const peer = await NativePeer.takeSeat(signaling, {
      url: workload.url,
      room: workload.room,
      name: nameOf(this.index),
      samplesMedia: workload.samplesMedia,
      receiverEvents: {
        changed: () => this.#received(),
        shown: (stream) => this.#shown(stream),
        voiceBegan: (stream, stamp) => this.#listening.voiceBegan(stream, stamp),
      },
    })
    this.#peer = peer
    this.arrival.mark('reply')
    // After the peer's own listener, so that the list is up to date.
    signaling.on('room:changed', () => this.#viewing?.update())
    this.#watchFrom(peer)
    const settled = Promise.all([peer.open(), this.#publish(peer)])
    settled.catch(() => undefined)
    await Promise.race([settled, this.#broken.promise])
    this.#hasJoined = true
    this.arrival.mark('open')
    measures.add('joinReply', this.arrival.times.reply ?? 0)
    measures.add('joinToOpen', this.arrival.times.open ?? 0)
    this.arrival.check(peer.receiver)
    signaling.onDisconnected((reason) => this.#lost(new Error(`connection ended: ${reason}`)))
  }

  async watch(): Promise<void> {
    const { cast } = this.#context.workload
    // Not all at once: people do not turn pages in the same moment.
    await delay((this.index / cast.participants) * WATCH_OVER_MS)
    const peer = this.#peer
    if (this.#closed || !peer) return
    try {
      this.#pages?.followPlan(await this.#context.directory.read(peer))
      this.#viewing?.update()
    } catch (error) {
      this.#lost(error)
    }
  }

  turnPage(): void {
    this.#viewing?.turnPage()
  }

  setSpeaking(speaking: boolean): void {
    speakInto(this.#sources.microphone, speaking)
  }

  openWindow(): void {
    this.#listening.open()
  }

  heardUntil(until: number): number {
    return this.#listening.heardUntil(until)
  }

  closeWindow(): void {
    this.#listening.close()
  }

  close(): void {
    this.#closed = true
    this.#viewing?.close()
    if (this.#peer) {
      this.#context.idleCameras.delete(this.#peer.id)
      this.#peer.leave().catch(() => undefined)
      this.#peer.close()
    }
    this.#signaling?.close()
  }

  async #publish(peer: NativePeer): Promise<void> {
    const { microphone, camera } = this.#sources
    const muted = this.#context.workload.cast.speakers === 0
    await Promise.all([
      microphone && peer.publish('microphone', microphone, { muted }),
      camera && peer.publish('camera', camera),
    ])
  }

  #watchFrom(peer: NativePeer): void {
    const { workload, measures, idleCameras } = this.#context
    const pages = new PageChoice(this.index, workload, peer.roster)
    this.#pages = pages
    this.#viewing = new Viewing({
      page: (page) => pages.idsOn(page, this.#viewing?.shown ?? []),
      view: workload.view,
      isCameraIdle: (id) => idleCameras.has(id),
      send: async (view) => await peer.signaling.request('view:set', view),
      failed: (error) => this.#lost(error),
      measures,
    })
    this.#viewing.update()
    const shown = workload.view === 'all' ? peer.roster.others.map(({ id }) => id) : this.#viewing.shown
    this.arrival.expect(pages.withCamera(shown))
    this.arrival.check(peer.receiver)
  }

  #received(): void {
    if (!this.#peer) return
    this.#listening.noteState(this.#peer.receiver.streams)
    this.arrival.check(this.#peer.receiver)
  }

  #shown(stream: ReceivedStream): void {
    if (!this.#peer) return
    if (stream.kind === 'video') this.#viewing?.videoBegan(stream.participantId)
    this.arrival.check(this.#peer.receiver)
  }

  #completeArrival(): void {
    const { measures } = this.#context
    const { firstMedia, allShown } = this.arrival.times
    // In an empty room there is no media to wait for.
    if (firstMedia !== undefined) measures.add('joinToFirstMedia', firstMedia)
    if (firstMedia !== undefined && allShown !== undefined) measures.add('joinToAllShown', allShown)
    const traffic = this.#signaling?.traffic
    if (!traffic) return
    measures.add('signalingBytes', traffic.receivedBytes + traffic.sentBytes)
    measures.add('signalingMessages', traffic.receivedMessages + traffic.sentMessages)
  }

  #uplinkWanted({ producerId, layers }: NotificationParams<'uplink:wanted'>): void {
    const peer = this.#peer
    const publication = peer?.publications.find((one) => one.producerId === producerId)
    if (!peer || publication?.source !== this.#sources.camera) return
    this.#sources.camera?.setActiveLayers(Array.from({ length: layers }, (_, layer) => layer))
    if (layers === 0) this.#context.idleCameras.add(peer.id)
    else this.#context.idleCameras.delete(peer.id)
  }

  #lost(error: unknown): void {
    if (this.#closed) return
    this.#broken.reject(error)
    if (this.#hasJoined) this.#context.lost(this.index, describeError(error))
  }
}
