import { ortc } from 'mediasoup'
import { ProtocolError, type RtpCapabilities } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { MediaPeer, MediaPeerEvents, MediaRoom, MediaRoomEvents } from '../rooms/ports/media.ts'
import { PeerTransports } from './peers/peer-transports.ts'
import { Peer } from './peers/peer.ts'
import { Pipes } from './routers/pipes.ts'
import { placeParticipant } from './routers/placement.ts'
import { mapMediasoupErrors } from './library/mediasoup-errors.ts'
import { toLibraryCapabilities } from './library/wire.ts'
import { RoomRouter } from './routers/room-router.ts'
import type { MediaSettings } from './settings.ts'
import type { WorkerPool } from './workers/worker-pool.ts'
import type { MediaWorker } from './workers/worker.ts'

// A worker that takes longer is stuck or overloaded; the client asks again in a moment.
const ADMISSION_MS = 8000

export interface RoomMediaOptions {
  pool: WorkerPool
  settings: MediaSettings
  /** Level below which nobody counts as speaking, -127 to 0. */
  thresholdDbov: number
  events: MediaRoomEvents
  logger: Logger
  /** Called once, when the room has ended. */
  closed: (room: RoomMedia) => void
}

/** The media of one room, on as many workers as it needs. */
export class RoomMedia implements MediaRoom {
  readonly #pool: WorkerPool
  readonly #settings: MediaSettings
  readonly #thresholdDbov: number
  readonly #events: MediaRoomEvents
  readonly #ended: (room: RoomMedia) => void
  readonly #opened = new Map<MediaWorker, Promise<RoomRouter>>()
  readonly #ready = new Set<RoomRouter>()
  /** Participants by worker, those who are being admitted included. */
  readonly #occupants = new Map<MediaWorker, number>()
  readonly #pipes: Pipes
  /** Where each producer lives. */
  readonly #homes = new Map<string, RoomRouter>()
  readonly #peers = new Map<Peer, { router: RoomRouter; participantId: string }>()
  #closed = false

  constructor(options: RoomMediaOptions) {
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
    const rtpCapabilities = toLibraryCapabilities(options.rtpCapabilities)
    // Checked now and once, because each consumer would only fail much later.
    await mapMediasoupErrors(() => {
      ortc.validateAndNormalizeRtpCapabilities(structuredClone(rtpCapabilities))
    })
    await this.#pool.available()
    const worker = this.#place()
    // Counted before anything is awaited, so that a rush is spread at once.
    const release = this.#occupy(worker)
    try {
      const { router, transports, relays } = await withinTime(this.#prepare(worker, options.subchannel))
      const peer = new Peer({
        participantId: options.participantId,
        worker: worker.id,
        rtpCapabilities,
        transports,
        dataStreams: router.dataStreams,
        relays,
        produced: (producer, isMicrophone) => {
          this.#homes.set(producer.id, router)
          producer.observer.once('close', () => this.#homes.delete(producer.id))
          if (isMicrophone) router.observe(producer)
        },
        reach: async (producerId) => await this.#reach(producerId, router),
        events: options.events,
        closed: () => {
          release()
          this.#peers.delete(peer)
        },
      })
      this.#peers.set(peer, { router, participantId: options.participantId })
      return peer
    } catch (error) {
      release()
      throw worker.mediasoupWorker.closed || this.#closed
        ? new ProtocolError('media_unavailable', undefined, { cause: error })
        : error
    }
  }

  /** Opens what a participant needs on a worker. */
  async #prepare(worker: MediaWorker, subchannel: number) {
    const router = await (this.#opened.get(worker) ?? this.#open(worker))
    const transports = await PeerTransports.create(router.router, router.worker, this.#settings)
    try {
      return { router, transports, relays: await router.subscribe(transports.receive, subchannel) }
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
    for (const router of this.#ready) router.close()
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
    const opening = this.#opened.get(worker)
    this.#opened.delete(worker)
    void opening?.then(
      (router) => {
        this.#ready.delete(router)
        router.close()
      },
      () => undefined,
    )
  }

  #open(worker: MediaWorker): Promise<RoomRouter> {
    const opening = RoomRouter.create(worker, this.#thresholdDbov, {
      levelsMeasured: (levels) => this.#events.levelsMeasured(levels),
      chatReceived: (participantId, payload) => this.#events.chatReceived(participantId, payload),
      lost: (router) => this.#lost(router),
    }).then((router) => {
      if (this.#closed) router.close()
      else this.#ready.add(router)
      return router
    })
    this.#opened.set(worker, opening)
    opening.catch(() => {
      if (this.#opened.get(worker) === opening) this.#opened.delete(worker)
    })
    return opening
  }

  /** Makes a producer consumable on a router; undefined when it is gone. */
  async #reach(producerId: string, router: RoomRouter): Promise<(() => void) | undefined> {
    const home = this.#homes.get(producerId)
    if (!home) return undefined
    if (home === router) return () => undefined
    return await this.#pipes.use(producerId, home, router)
  }

  #lost(router: RoomRouter): void {
    this.#ready.delete(router)
    this.#opened.delete(router.worker)
    if (this.#closed) return
    const affected = [...this.#peers.values()]
      .filter((peer) => peer.router === router)
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
