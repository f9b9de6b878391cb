import { KIND_OF_SOURCE, type RtpCapabilities, type TransportOptions } from '../../protocol/index.ts'
import { formatOf, TEST_CODECS } from './forwarding/test-tracks.ts'
import type { Channel, ChannelPort } from './ports/media-channels.ts'
import type { Produced, ProduceOrder, PublisherPort } from './ports/media-publisher.ts'
import type {
  PlannedConsumer,
  ConsumerSettings,
  CreatedConsumer,
  SubscriberPort,
} from './ports/media-subscriber.ts'
import type { TransportPort } from './ports/media-transports.ts'
import type { MediaPeer, MediaPeerEvents, MediaPort, MediaRoom, MediaRoomEvents } from './ports/media.ts'
import { CallGate } from './test-call-gate.ts'

/** A media engine without media: it remembers what it was asked, and its answers are the test's. */
export class FakeMediaPort implements MediaPort {
  readonly rtpCapabilities: RtpCapabilities = { codecs: [], headerExtensions: [] }
  readonly workerCpu: MediaPort['workerCpu'] = new Map([['w1', 0]])
  readonly gate = new CallGate()
  readonly rooms: FakeMediaRoom[] = []

  openRoom(_channels: readonly Channel[], events: MediaRoomEvents): FakeMediaRoom {
    const room = new FakeMediaRoom(events, this.gate)
    this.rooms.push(room)
    return room
  }

  /** The room that was opened last. */
  get room(): FakeMediaRoom {
    const room = this.rooms.at(-1)
    if (!room) throw new Error('No room was opened.')
    return room
  }
}

/** The media side of one room, without media. */
export class FakeMediaRoom implements MediaRoom {
  readonly events: MediaRoomEvents
  readonly peers: FakeMediaPeer[] = []
  /** Messages to everybody or to some, those about who speaks left out. */
  readonly sent: { payload: string; subchannels: readonly number[] | undefined }[] = []
  closed = false
  readonly #gate: CallGate

  constructor(events: MediaRoomEvents, gate: CallGate) {
    this.events = events
    this.#gate = gate
  }

  async admit(options: { participantId: string; events: MediaPeerEvents }): Promise<FakeMediaPeer> {
    await this.#gate.pass('admit')
    const peer = new FakeMediaPeer(options, this.#gate)
    this.peers.push(peer)
    return peer
  }

  /** The newest peer of a participant. */
  peerOf(participantId: string): FakeMediaPeer {
    const peer = this.peers.findLast((one) => one.participantId === participantId)
    if (!peer) throw new Error(`${participantId} was not admitted.`)
    return peer
  }

  send(channel: string, payload: string, subchannels?: readonly number[]): void {
    if (channel === 'chat') this.sent.push({ payload, subchannels })
  }

  close(): void {
    this.closed = true
  }
}

/** All of one participant, without media. */
export class FakeMediaPeer implements MediaPeer {
  readonly participantId: string
  readonly events: MediaPeerEvents
  readonly worker: MediaPeer['worker'] = 'w1'
  readonly transports: TransportPort
  readonly publisher: FakePublisher
  readonly subscriber: FakeSubscriber
  readonly channels: FakeChannels
  closed = false

  constructor({ participantId, events }: { participantId: string; events: MediaPeerEvents }, gate: CallGate) {
    this.participantId = participantId
    this.events = events
    this.transports = createTransports(gate)
    this.publisher = new FakePublisher(gate)
    this.subscriber = new FakeSubscriber(gate)
    this.channels = new FakeChannels(gate)
  }

  close(): void {
    this.closed = true
  }
}

/** What somebody sends, without media. */
class FakePublisher implements PublisherPort {
  readonly producers = new Map<string, { order: ProduceOrder; paused: boolean }>()
  readonly #gate: CallGate

  constructor(gate: CallGate) {
    this.#gate = gate
  }

  async produce(order: ProduceOrder): Promise<Produced> {
    await this.#gate.pass('produce')
    const producerId = createId('producer')
    this.producers.set(producerId, { order, paused: order.paused })
    return { producerId, ...formatOf(order.source, order.source === 'camera' ? 3 : 1) }
  }

  async pause(producerId: string): Promise<void> {
    await this.#setPaused('pause', producerId, true)
  }

  async resume(producerId: string): Promise<void> {
    await this.#setPaused('resume', producerId, false)
  }

  close(producerId: string): void {
    this.producers.delete(producerId)
  }

  /** What arrives of each producer, as far as the test says. */
  readonly bitrates = new Map<string, number>()

  receivedBitrate(producerId: string): Promise<number | undefined> {
    return Promise.resolve(this.producers.has(producerId) ? (this.bitrates.get(producerId) ?? 0) : undefined)
  }

  async #setPaused(call: string, producerId: string, paused: boolean): Promise<void> {
    await this.#gate.pass(call)
    const producer = this.producers.get(producerId)
    if (producer) producer.paused = paused
  }
}

/** What somebody receives, without media. */
class FakeSubscriber implements SubscriberPort {
  codecs: ReadonlySet<string> = TEST_CODECS
  readonly consumers = new Map<string, { order: PlannedConsumer; settings: ConsumerSettings | null }>()
  readonly keyFrameRequests: string[][] = []
  readonly #gate: CallGate

  constructor(gate: CallGate) {
    this.#gate = gate
  }

  async consume(orders: readonly PlannedConsumer[]): Promise<CreatedConsumer[]> {
    await this.#gate.pass('consume')
    return orders.map((order) => {
      const id = createId('consumer')
      this.consumers.set(id, { order, settings: null })
      return {
        id,
        producerId: order.producerId,
        participantId: order.participantId,
        source: order.source,
        kind: KIND_OF_SOURCE[order.source],
        producerPaused: false,
        paused: false,
        rtpParameters: { codecs: [], encodings: [{ ssrc: made }] },
      }
    })
  }

  async adjust(consumerId: string, settings: ConsumerSettings): Promise<void> {
    await this.#gate.pass('adjust')
    const consumer = this.consumers.get(consumerId)
    if (consumer) consumer.settings = settings
  }

  async requestKeyFrames(consumerIds: readonly string[]): Promise<void> {
    await this.#gate.pass('requestKeyFrames')
    this.keyFrameRequests.push([...consumerIds])
  }

  close(consumerIds: readonly string[]): void {
    for (const id of consumerIds) this.consumers.delete(id)
  }
}

/** Messages of somebody, without a network. */
class FakeChannels implements ChannelPort {
  readonly options: ChannelPort['options'] = []
  readonly sent: string[] = []
  readonly #gate: CallGate

  constructor(gate: CallGate) {
    this.#gate = gate
  }

  async open(): Promise<string> {
    await this.#gate.pass('channels.open')
    return createId('data-producer')
  }

  async send(_channel: string, payload: string): Promise<void> {
    await this.#gate.pass('channels.send')
    this.sent.push(payload)
  }
}

let made = 0

/** An id like those of an engine, different each time. */
function createId(kind: string): string {
  made += 1
  return `${kind}-${made}`
}

function createTransports(gate: CallGate): TransportPort {
  return {
    options: { send: createTransport(), receive: createTransport() },
    connect: () => gate.pass('connect'),
    restartIce: async () => {
      await gate.pass('restartIce')
      return { usernameFragment: createId('ufrag'), password: 'password' }
    },
  }
}

function createTransport(): TransportOptions {
  return {
    id: createId('transport'),
    iceParameters: { usernameFragment: 'ufrag', password: 'password' },
    iceCandidates: [],
    dtlsParameters: { fingerprints: [] },
  }
}
