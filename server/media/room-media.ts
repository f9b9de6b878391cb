import { ProtocolError, type RtpCapabilities } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { MediaPeer, MediaPeerEvents, MediaRoom, MediaRoomEvents } from '../rooms/ports/media.ts'
import { SharedCapabilities } from './library/shared-capabilities.ts'
import { KeyFrameRequests } from './routers/key-frame-requests.ts'
import { Pipes } from './routers/pipes.ts'
import { RoomOccupants, type Occupant } from './routers/room-occupants.ts'
import type { RoomRouterSettings } from './routers/room-router.ts'
import type { HostedPeer, HostedRouter, RouterHost, RouterHosts } from './routers/router-host.ts'

// A worker that takes longer is stuck or overloaded; the client asks again in a moment.
const ADMISSION_MS = 8000

/** What people can receive, for all rooms. */
const capabilities = new SharedCapabilities()

/** What the media of a room is made of. */
export interface RoomMediaOptions {
  hosts: RouterHosts
  routers: RoomRouterSettings
  events: MediaRoomEvents
  logger: Logger
  /** Called once, when the room has ended. */
  closed: (room: RoomMedia) => void
}

/** Somebody who was let in, and the router that carries them. */
interface Admitted {
  readonly participantId: string
  readonly router: HostedRouter
  readonly peer: HostedPeer
}

/** The media of one room, on as many workers as it needs. */
export class RoomMedia implements MediaRoom {
  readonly #options: RoomMediaOptions
  /** Routers by the id of their host, those that are being opened included. */
  readonly #routersByHost = new Map<string, Promise<HostedRouter>>()
  /** Routers that are open. */
  readonly #openRouters = new Set<HostedRouter>()
  /** Participants, those who are being admitted included. */
  readonly #occupants = new RoomOccupants()
  readonly #pipes: Pipes
  /** Where each producer was published, and whether its owner's media gets through. */
  readonly #homes = new Map<string, { router: HostedRouter; hasPath: () => boolean }>()
  readonly #keyFrames = new KeyFrameRequests()
  readonly #admitted = new Set<Admitted>()
  #closed = false

  constructor(options: RoomMediaOptions) {
    this.#options = options
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
    // All that is kept of what was sent, which may be a megabyte.
    const rtpCapabilities = await capabilities.of(options.rtpCapabilities)
    await this.#options.hosts.available()
    const occupant = this.#occupants.place(this.#options.hosts.hosts)
    if (!occupant) throw new ProtocolError('media_unavailable')
    const { host } = occupant
    const release = (): void => this.#release(occupant)
    let admitted: Admitted | undefined
    const closed = (): void => {
      release()
      if (admitted) this.#admitted.delete(admitted)
    }
    try {
      const { router, peer } = await withinTime(this.#openPeer(host, { ...options, rtpCapabilities, closed }))
      admitted = { participantId: options.participantId, router, peer }
      this.#admitted.add(admitted)
      occupant.peer = peer
      return peer
    } catch (error) {
      release()
      throw host.closed || this.#closed
        ? new ProtocolError('media_unavailable', undefined, { cause: error })
        : error
    }
  }

  /** Consumers that are open for the participants. */
  get consumers(): number {
    let count = 0
    for (const { peer } of this.#admitted) count += peer.consumers
    return count
  }

  /** Workers that carry a part of the room. */
  get routers(): number {
    return this.#openRouters.size
  }

  /** Producers that are carried from one worker to another. */
  get pipes(): number {
    return this.#pipes.size
  }

  send(channel: string, payload: string, subchannels?: readonly number[]): void {
    for (const router of this.#openRouters) router.send(channel, payload, subchannels)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#pipes.close()
    this.#keyFrames.close()
    for (const router of this.#openRouters) router.close()
    this.#options.closed(this)
  }

  /** Counts a participant out; again does nothing. */
  #release(occupant: Occupant): void {
    if (this.#occupants.leave(occupant)) this.#vacated(occupant.host.id)
  }

  /** A worker that carries nobody of this room any more carries no part of it. */
  #vacated(hostId: string): void {
    const opening = this.#routersByHost.get(hostId)
    this.#routersByHost.delete(hostId)
    void opening?.then(
      (router) => {
        this.#openRouters.delete(router)
        router.close()
      },
      () => undefined,
    )
  }

  /** Opens what a participant needs on a worker. */
  async #openPeer(
    host: RouterHost,
    options: Parameters<RoomMedia['admit']>[0] & { closed: () => void },
  ): Promise<{ router: HostedRouter; peer: HostedPeer }> {
    const router = await (this.#routersByHost.get(host.id) ?? this.#openRouter(host))
    const peer: HostedPeer = await router.admit({
      ...options,
      published: (producerId, isBrowserVideo) => {
        this.#homes.set(producerId, { router, hasPath: () => peer.hasPath })
        if (isBrowserVideo) this.#keyFrames.add(producerId, () => options.events.keyFrameWanted(producerId))
      },
      unpublished: (producerId) => {
        this.#homes.delete(producerId)
        this.#keyFrames.remove(producerId)
      },
      keyFrames: this.#keyFrames,
      hasPath: (producerId) => this.#homes.get(producerId)?.hasPath() ?? false,
      isPublished: (producerId) => this.#homes.has(producerId),
      reach: async (producerId) => await this.#reach(producerId, router),
    })
    return { router, peer }
  }

  #openRouter(host: RouterHost): Promise<HostedRouter> {
    const { routers, events, logger } = this.#options
    const lost = (router: HostedRouter): void => this.#lost(host.id, router)
    const opening = host.createRouter({ ...routers, events, lost, logger }).then((router) => {
      if (this.#closed) router.close()
      else this.#openRouters.add(router)
      return router
    })
    this.#routersByHost.set(host.id, opening)
    opening.catch(() => {
      if (this.#routersByHost.get(host.id) === opening) this.#routersByHost.delete(host.id)
    })
    return opening
  }

  /** Makes a producer consumable on a router; undefined when it is gone. */
  async #reach(producerId: string, router: HostedRouter): Promise<(() => void) | undefined> {
    const home = this.#homes.get(producerId)?.router
    if (!home) return undefined
    if (home === router) return () => undefined
    return await this.#pipes.use(producerId, home, router)
  }

  #lost(hostId: string, router: HostedRouter): void {
    this.#openRouters.delete(router)
    this.#routersByHost.delete(hostId)
    if (this.#closed) return
    const affected = [...this.#admitted].filter((one) => one.router === router)
    this.#options.events.lost(affected.map(({ participantId }) => participantId))
  }
}

/**
 * Waits for an admission, but not for ever: joins wait for each other, and one stuck
 * worker must not keep people out of every room.
 *
 * @throws {ProtocolError} `media_unavailable`
 */
async function withinTime<T extends { peer: MediaPeer }>(admission: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    // Nobody is left who would close it.
    admission.then(({ peer }) => peer.close()).catch(() => undefined)
    late.reject(new ProtocolError('media_unavailable'))
  }, ADMISSION_MS)
  try {
    return await Promise.race([admission, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
