import { setTimeout as delay } from 'node:timers/promises'
import { ProtocolError, type NotificationParams } from '../../protocol/index.ts'
import { NativePeer } from '../native-peer/native-peer.ts'
import type { ReceivedStream, ReceivedTotals } from '../native-peer/receiver.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { Arrival } from './arrival.ts'
import { Listening } from './listening.ts'
import {
  ANSWER_TIMEOUT_MS,
  createSources,
  describeError,
  speakInto,
  type Company,
  type Participant,
  type Sources,
} from './client.ts'
import { indexOf, nameOf, pageOf } from './plan.ts'
import { Viewing } from './viewing.ts'

// Time in which all turn from those whom they saw first to the page of the plan.
const WATCH_OVER_MS = 2000

/** A participant of a real meeting, which does what the browser client does, in the same order. */
export class MeetingParticipant implements Participant {
  readonly index: number
  readonly arrival: Arrival
  readonly #company: Company
  readonly #sources: Sources
  readonly #listening: Listening
  readonly #ids = new Map<number, string>()
  #signaling: SignalingClient | undefined
  #peer: NativePeer | undefined
  #viewing: Viewing | undefined
  readonly #broken = Promise.withResolvers<never>()
  #hasJoined = false
  #followsPlan = false
  #closed = false

  constructor(index: number, company: Company) {
    this.index = index
    this.#company = company
    this.#sources = createSources(index, company.task)
    this.#listening = new Listening(company.measures)
    this.arrival = new Arrival({
      speaks: (id) => company.speech.speaks(this.indexOfId(id)),
      expectsSound: () => company.task.audio && company.speech.isHeard,
      completed: () => this.#arrived(),
    })
    // Only a join listens to it.
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

  get unfinishedTurns(): number {
    return this.#viewing?.unfinishedTurns ?? 0
  }

  async join(): Promise<void> {
    const { task, measures } = this.#company
    const signaling = await SignalingClient.connect(task.url, {
      timeout: ANSWER_TIMEOUT_MS,
      insecureTls: task.insecureTls,
    })
    this.#signaling = signaling
    signaling.on('uplink:wanted', (wanted) => this.#uplinkWanted(wanted))
    signaling.on('session:ended', ({ code, message }) => this.#lost(new ProtocolError(code, message)))
    this.arrival.begin()
    const peer = await NativePeer.takeSeat(signaling, {
      url: task.url,
      room: task.room,
      name: nameOf(this.index),
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
    const { cast } = this.#company.task
    // Not all at once: people turn pages one by one.
    await delay((this.index / cast.participants) * WATCH_OVER_MS)
    if (this.#closed || !this.#peer) return
    for (const { id, name } of this.#peer.roster.others) {
      const index = indexOf(name)
      if (index !== undefined) this.#ids.set(index, id)
    }
    this.#followsPlan = true
    this.#viewing?.update()
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
      this.#company.asleep.delete(this.#peer.id)
      this.#peer.leave().catch(() => undefined)
      this.#peer.close()
    }
    this.#signaling?.close()
  }

  async #publish(peer: NativePeer): Promise<void> {
    const { microphone, camera } = this.#sources
    const muted = this.#company.task.cast.speakers === 0
    await Promise.all([
      microphone && peer.publish('microphone', microphone, { muted }),
      camera && peer.publish('camera', camera),
    ])
  }

  #watchFrom(peer: NativePeer): void {
    const { task, measures, asleep } = this.#company
    this.#viewing = new Viewing({
      page: (page) => this.#page(peer, page),
      view: task.view,
      isAsleep: (id) => asleep.has(id),
      send: async (view) => await peer.signaling.request('view:set', view),
      failed: (error) => this.#lost(error),
      measures,
    })
    this.#viewing.update()
    const shown = task.view === 'all' ? peer.roster.others.map(({ id }) => id) : this.#viewing.shown
    this.arrival.expect(shown.filter((id) => hasCamera(peer, id)))
    this.arrival.check(peer.receiver)
  }

  /** Whom a page shows: at first those who are there, from `watch` on those of the plan. */
  #page(peer: NativePeer, page: number): readonly string[] {
    const { view, cast } = this.#company.task
    if (view === 'all') return []
    if (this.#followsPlan) {
      return pageOf(this.index, cast, view, page).flatMap((index) => this.#ids.get(index) ?? [])
    }
    const shown = this.#viewing?.shown ?? []
    if (shown.length >= view) return shown
    const others = peer.roster.others.map(({ id }) => id)
    return [...new Set([...shown, ...others.filter((id) => hasCamera(peer, id))])].slice(0, view)
  }

  #received(): void {
    if (!this.#peer) return
    this.#listening.noteState(this.#peer.receiver.streams)
    this.arrival.check(this.#peer.receiver)
  }

  #shown(stream: ReceivedStream): void {
    if (!this.#peer) return
    if (stream.kind === 'video') this.#viewing?.pictureBegan(stream.participantId)
    this.arrival.check(this.#peer.receiver)
  }

  #arrived(): void {
    const { measures } = this.#company
    const { firstMedia, allShown } = this.arrival.times
    // Whoever comes into an empty room waits for nothing.
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
    if (layers === 0) this.#company.asleep.add(peer.id)
    else this.#company.asleep.delete(peer.id)
  }

  #lost(error: unknown): void {
    if (this.#closed) return
    this.#broken.reject(error)
    if (this.#hasJoined) this.#company.lost(this.index, describeError(error))
  }
}

function hasCamera({ roster }: NativePeer, id: string): boolean {
  return roster.find(id)?.publications.some(({ source, paused }) => source === 'camera' && !paused) ?? false
}
