import { ortc } from 'mediasoup'
import type { RtpCapabilities as MediasoupRtpCapabilities } from 'mediasoup/types'
import { ProtocolError, type RtpCapabilities } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { MediaPeer, MediaPeerEvents, MediaRoom, MediaRoomEvents } from '../rooms/media-port.ts'
import { PeerTransports } from './peer-transports.ts'
import { Peer } from './peer.ts'
import { Pipes } from './pipes.ts'
import { placeParticipant } from './placement.ts'
import { refusing } from './refusals.ts'
import { RoomNode } from './room-node.ts'
import type { MediaSettings } from './settings.ts'
import type { WorkerPool } from './worker-pool.ts'
import type { MediaWorker } from './worker.ts'

// A worker that takes longer is stuck or overloaded; the client asks again in a moment.
const ADMISSION_MS = 8000

export interface RoomNodesOptions {
  pool: WorkerPool
  settings: MediaSettings
  /** Level below which nobody counts as speaking, -127 to 0. */
  thresholdDbov: number
  events: MediaRoomEvents
  logger: Logger
  /** Called once, when the room has ended. */
  closed: (room: RoomNodes) => void
}

/** The media of one room, on as many workers as it needs. */
export class RoomNodes implements MediaRoom {
  readonly #pool: WorkerPool
  readonly #settings: MediaSettings
  readonly #thresholdDbov: number
  readonly #events: MediaRoomEvents
  readonly #ended: (room: RoomNodes) => void
  readonly #nodes = new Map<MediaWorker, Promise<RoomNode>>()
  readonly #ready = new Set<RoomNode>()
  /** Participants by worker, those who are being admitted included. */
  readonly #occupants = new Map<MediaWorker, number>()
  readonly #pipes: Pipes
  /** Where each producer lives. */
  readonly #homes = new Map<string, RoomNode>()
  readonly #peers = new Map<Peer, { node: RoomNode; participantId: string }>()
  #closed = false

  constructor(options: RoomNodesOptions) {
    this.#pool = options.pool
    this.#settings = options.settings
    this.#thresholdDbov = options.thresholdDbov
    this.#events = options.events
    this.#ended = options.closed
    this.#pipes = new Pipes({
      isPublished: (producerId) => this.#homes.has(producerId),
      logger: options.logger,
    })
  }

  async admit(options: {
    participantId: string
    subchannel: number
    rtpCapabilities: RtpCapabilities
    events: MediaPeerEvents
  }): Promise<MediaPeer> {
    const rtpCapabilities = options.rtpCapabilities as MediasoupRtpCapabilities
    // Checked now and once, because each consumer would only fail much later.
    await refusing(() => {
      ortc.validateAndNormalizeRtpCapabilities(structuredClone(rtpCapabilities))
    })
    await this.#pool.available()
    const worker = this.#place()
    // Counted before anything is awaited, so that a rush is spread at once.
    const release = this.#occupy(worker)
    try {
      const { node, transports, relays } = await withinTime(this.#prepare(worker, options.subchannel))
      const peer = new Peer({
        participantId: options.participantId,
        worker: worker.worker.pid,
        rtpCapabilities,
        transports,
        dataStreams: node.dataStreams,
        relays,
        produced: (producer, isMicrophone) => {
          this.#homes.set(producer.id, node)
          producer.observer.once('close', () => this.#homes.delete(producer.id))
          if (isMicrophone) node.observe(producer)
        },
        reach: async (producerId) => await this.#reach(producerId, node),
        events: options.events,
        closed: () => {
          release()
          this.#peers.delete(peer)
        },
      })
      this.#peers.set(peer, { node, participantId: options.participantId })
      return peer
    } catch (error) {
      release()
      throw worker.worker.closed || this.#closed
        ? new ProtocolError('media_unavailable', undefined, { cause: error })
        : error
    }
  }

  /** Opens what a participant needs on a worker. */
  async #prepare(worker: MediaWorker, subchannel: number) {
    const node = await (this.#nodes.get(worker) ?? this.#open(worker))
    const transports = await PeerTransports.create(node.router, node.worker, this.#settings)
    try {
      return { node, transports, relays: await node.subscribe(transports.receive, subchannel) }
    } catch (error) {
      transports.close()
      throw error
    }
  }

  /** Consumers that are open for the participants. */
  get consumers(): number {
    let count = 0
    for (const peer of this.#peers.keys()) count += peer.consumers
    return count
  }

  /** Workers that carry a part of the room. */
  get routers(): number {
    return this.#ready.size
  }

  /** Producers that are carried from one worker to another. */
  get pipes(): number {
    return this.#pipes.size
  }

  relayChat(payload: string, subchannels?: readonly number[]): void {
    for (const { router, dataStreams } of this.#ready) {
      if (!router.closed) dataStreams.relayChat(payload, subchannels)
    }
  }

  relayActivity(payload: string): void {
    for (const { router, dataStreams } of this.#ready) if (!router.closed) dataStreams.relayActivity(payload)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#pipes.close()
    for (const node of this.#ready) node.close()
    this.#ended(this)
  }

  #place(): MediaWorker {
    const worker = placeParticipant(
      this.#pool.workers.map((candidate) => ({
        worker: candidate,
        expected: candidate.load.expected,
        here: this.#occupants.get(candidate) ?? 0,
      })),
    )
    if (!worker) throw new ProtocolError('media_unavailable')
    return worker
  }

  /** Counts a participant in; the returned function counts it out, once. */
  #occupy(worker: MediaWorker): () => void {
    this.#occupants.set(worker, (this.#occupants.get(worker) ?? 0) + 1)
    worker.load.add()
    let occupied = true
    return () => {
      if (!occupied) return
      occupied = false
      worker.load.remove()
      const left = (this.#occupants.get(worker) ?? 1) - 1
      if (left > 0) this.#occupants.set(worker, left)
      else this.#vacated(worker)
    }
  }

  /** A worker that carries nobody of this room any more carries no part of it. */
  #vacated(worker: MediaWorker): void {
    this.#occupants.delete(worker)
    const opening = this.#nodes.get(worker)
    this.#nodes.delete(worker)
    void opening?.then(
      (node) => {
        this.#ready.delete(node)
        node.close()
      },
      () => undefined,
    )
  }

  #open(worker: MediaWorker): Promise<RoomNode> {
    const opening = RoomNode.create(worker, this.#thresholdDbov, {
      levelsMeasured: (levels) => this.#events.levelsMeasured(levels),
      chatReceived: (participantId, payload) => this.#events.chatReceived(participantId, payload),
      lost: (node) => this.#lost(node),
    }).then((node) => {
      if (this.#closed) node.close()
      else this.#ready.add(node)
      return node
    })
    this.#nodes.set(worker, opening)
    opening.catch(() => {
      if (this.#nodes.get(worker) === opening) this.#nodes.delete(worker)
    })
    return opening
  }

  /** Makes a producer consumable on a node; undefined when it is gone. */
  async #reach(producerId: string, node: RoomNode): Promise<(() => void) | undefined> {
    const home = this.#homes.get(producerId)
    if (!home) return undefined
    if (home === node) return () => undefined
    return await this.#pipes.use(producerId, home, node)
  }

  #lost(node: RoomNode): void {
    this.#ready.delete(node)
    this.#nodes.delete(node.worker)
    if (this.#closed) return
    const affected = [...this.#peers.values()]
      .filter((peer) => peer.node === node)
      .map(({ participantId }) => participantId)
    this.#events.lost(affected)
  }
}

/**
 * Waits for an admission, but not for ever: joins wait for each other, and one stuck
 * worker must not keep people out of every room.
 *
 * @throws {ProtocolError} `media_unavailable`
 */
async function withinTime<T extends { transports: PeerTransports }>(admission: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    // Nobody is left who would close it.
    admission.then(({ transports }) => transports.close()).catch(() => undefined)
    late.reject(new ProtocolError('media_unavailable'))
  }, ADMISSION_MS)
  try {
    return await Promise.race([admission, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
