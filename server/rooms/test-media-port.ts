import type { RtpCapabilities, TransportOptions } from '../../protocol/index.ts'
import type {
  ConsumeOrder,
  ConsumerSettings,
  CreatedConsumer,
  MediaPeer,
  MediaPeerEvents,
  MediaPort,
  MediaRoom,
  MediaRoomEvents,
  ProduceOrder,
} from './ports/media.ts'

/** Lets calls pass at once, or when the test says so. */
export class CallGate {
  readonly #held = new Set<string>()
  readonly #waiting: { name: string; settle: (error?: Error) => void }[] = []

  /** Calls of this name wait from now on. */
  hold(name: string): void {
    this.#held.add(name)
  }

  /** Calls of this name pass again, those that wait included. */
  open(name: string): void {
    this.#held.delete(name)
    while (this.waiting.includes(name)) this.release(name)
  }

  /** Names of the calls that wait, the oldest first. */
  get waiting(): string[] {
    return this.#waiting.map(({ name }) => name)
  }

  /** Lets the oldest waiting call of this name go on, or fail. */
  release(name: string, error?: Error): void {
    const index = this.#waiting.findIndex((call) => call.name === name)
    const [call] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (!call) throw new Error(`No call of ${name} waits.`)
    call.settle(error)
  }

  async pass(name: string): Promise<void> {
    if (!this.#held.has(name)) return
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ name, settle: (error) => (error ? reject(error) : resolve()) })
    })
  }
}

/** A media engine without media: it remembers what it was asked, and its answers are the test's. */
export class FakeMediaPort implements MediaPort {
  readonly rtpCapabilities: RtpCapabilities = { codecs: [], headerExtensions: [] }
  readonly workerCpu: ReadonlyMap<string, number> = new Map([['w1', 0]])
  readonly gate = new CallGate()
  readonly rooms: FakeMediaRoom[] = []

  openRoom(events: MediaRoomEvents): FakeMediaRoom {
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
  readonly relayed: { payload: string; subchannels: readonly number[] | undefined }[] = []
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

  relayChat(payload: string, subchannels?: readonly number[]): void {
    this.relayed.push({ payload, subchannels })
  }

  relayActivity(): void {
    // Who speaks is tested apart.
  }

  close(): void {
    this.closed = true
  }
}

let made = 0

/** An id like those of an engine, different each time. */
function createId(kind: string): string {
  made += 1
  return `${kind}-${made}`
}

/** What one participant sends and receives, without media. */
export class FakeMediaPeer implements MediaPeer {
  readonly participantId: string
  readonly events: MediaPeerEvents
  worker = 'w1'
  readonly transports: MediaPeer['transports']
  readonly dataConsumers: MediaPeer['dataConsumers'] = []
  readonly sentChat: string[] = []
  readonly producers = new Map<string, { order: ProduceOrder; paused: boolean }>()
  readonly consumers = new Map<string, { order: ConsumeOrder; settings: ConsumerSettings | null }>()
  readonly keyFrameRequests: string[][] = []
  closed = false
  readonly #gate: CallGate

  constructor({ participantId, events }: { participantId: string; events: MediaPeerEvents }, gate: CallGate) {
    this.participantId = participantId
    this.events = events
    this.#gate = gate
    this.transports = { send: createTransport(), receive: createTransport() }
  }

  async connectTransport(): Promise<void> {
    await this.#gate.pass('connectTransport')
  }

  async restartIce(): Promise<{ usernameFragment: string; password: string }> {
    await this.#gate.pass('restartIce')
    return { usernameFragment: createId('ufrag'), password: 'password' }
  }

  async produce(order: ProduceOrder): Promise<{ producerId: string; layers: number }> {
    await this.#gate.pass('produce')
    const producerId = createId('producer')
    this.producers.set(producerId, { order, paused: order.paused })
    return { producerId, layers: order.source === 'camera' ? 3 : 1 }
  }

  async pauseProducer(producerId: string): Promise<void> {
    await this.#setPaused('pauseProducer', producerId, true)
  }

  async resumeProducer(producerId: string): Promise<void> {
    await this.#setPaused('resumeProducer', producerId, false)
  }

  closeProducer(producerId: string): void {
    this.producers.delete(producerId)
  }

  async openChat(): Promise<string> {
    await this.#gate.pass('openChat')
    return createId('data-producer')
  }

  async sendChat(payload: string): Promise<void> {
    await this.#gate.pass('sendChat')
    this.sentChat.push(payload)
  }

  async consume(orders: readonly ConsumeOrder[]): Promise<CreatedConsumer[]> {
    await this.#gate.pass('consume')
    return orders.map((order) => {
      const id = createId('consumer')
      this.consumers.set(id, { order, settings: null })
      return {
        id,
        producerId: order.producerId,
        participantId: order.participantId,
        source: order.source,
        kind: order.source === 'camera' || order.source === 'screen' ? 'video' : 'audio',
        producerPaused: false,
        paused: false,
        rtpParameters: { codecs: [], encodings: [{ ssrc: made }] },
      }
    })
  }

  async adjustConsumer(consumerId: string, settings: ConsumerSettings): Promise<void> {
    await this.#gate.pass('adjustConsumer')
    const consumer = this.consumers.get(consumerId)
    if (consumer) consumer.settings = settings
  }

  async requestKeyFrames(consumerIds: readonly string[]): Promise<void> {
    await this.#gate.pass('requestKeyFrames')
    this.keyFrameRequests.push([...consumerIds])
  }

  closeConsumers(consumerIds: readonly string[]): void {
    for (const id of consumerIds) this.consumers.delete(id)
  }

  close(): void {
    this.closed = true
  }

  async #setPaused(call: string, producerId: string, paused: boolean): Promise<void> {
    await this.#gate.pass(call)
    const producer = this.producers.get(producerId)
    if (producer) producer.paused = paused
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
