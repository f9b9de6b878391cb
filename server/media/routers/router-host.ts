import type { Kind, RtpCapabilities, RtpParameters } from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { MediaPeer, MediaPeerEvents, MediaRoomEvents } from '../../rooms/ports/media.ts'
import type { KeyFrameRequests } from './key-frame-requests.ts'
import type { RoomRouterSettings } from './room-router.ts'

// A room reaches its routers through these interfaces alone. What goes through them is
// plain data and calls, so that a router may just as well run on another machine.

/** Where routers can be opened: a media worker, as a room sees it. */
export interface RouterHost {
  /** Id of the worker; two hosts with the same id are the same. */
  readonly id: string
  /** Whether the worker has ended. */
  readonly closed: boolean
  readonly load: HostLoad
  /** Counts one participant more, until the returned function is called, once. */
  occupy(occupant: HostOccupant): () => void
  /** @throws {Error} when the worker ends meanwhile */
  createRouter(options: HostedRouterOptions): Promise<HostedRouter>
}

/** How busy a host is. Shares are of a core, 0 to 1 and above. */
export interface HostLoad {
  /** What was measured, and what those will cost who came since. */
  readonly expected: number
  /** Highest that was measured lately. */
  readonly recentPeak: number
  /** Participants of all rooms. */
  readonly participants: number
  /** What a stream costs there; undefined before there was enough to measure. */
  readonly streamShare: number | undefined
}

/** Somebody whom a host carries. */
export interface HostOccupant {
  /** Share of a core that they are expected to use. */
  readonly cost: number
  /** Streams that flow to them now. */
  readonly running: number
}

/** All hosts that a room may use. */
export interface RouterHosts {
  /** Those that run now. */
  readonly hosts: readonly RouterHost[]
  /**
   * Waits until at least one of them runs.
   *
   * @throws {ProtocolError} `media_unavailable` when that takes too long
   */
  available(): Promise<void>
}

/** What the router of a room is opened with. */
export interface HostedRouterOptions extends RoomRouterSettings {
  events: Pick<MediaRoomEvents, 'levelsMeasured' | 'messageReceived'>
  /** Called when the worker ended, and the router with it. */
  lost: (router: HostedRouter) => void
  logger: Logger
}

/** The part of a room that one worker carries. */
export interface HostedRouter {
  /** Unique among all routers. */
  readonly id: string
  readonly closed: boolean
  /**
   * Opens what one participant needs on this router.
   *
   * @throws {ProtocolError} `media_unavailable` when that cannot be had
   */
  admit(options: HostedPeerOptions): Promise<HostedPeer>
  /** Sends a message on a channel to everybody on this router, or only to the seats whose subchannels are named. */
  send(channel: string, payload: string, subchannels?: readonly number[]): void
  /**
   * Opens the near end of a connection to another router.
   *
   * @param closed - called once, when the end has closed for whatever reason
   * @throws {Error} when the router closes meanwhile, or no port is left
   */
  openPipe(closed: () => void): Promise<PipeEnd>
  close(): void
}

/** What a router must know of a participant. */
export interface HostedPeerOptions {
  participantId: string
  /** Number of the seat, 1 to 65535, for private messages. */
  subchannel: number
  rtpCapabilities: RtpCapabilities
  events: MediaPeerEvents
  /**
   * The participant publishes a new producer.
   *
   * @param isBrowserVideo - whether a browser sends it, which ignores most requests for key frames
   */
  published: (producerId: string, isBrowserVideo: boolean) => void
  /** A producer of the participant has ended. */
  unpublished: (producerId: string) => void
  /** Whether its owner still publishes a producer of the room. */
  isPublished: (producerId: string) => boolean
  /** Whether the media of its owner gets through at all. */
  hasPath: (producerId: string) => boolean
  /** Hears of each consumer of video that begins. */
  keyFrames: Pick<KeyFrameRequests, 'begins' | 'settled'>
  /**
   * Makes a producer of the room consumable on the router of the participant. The result says
   * when it is no longer needed; undefined means that the producer is gone.
   */
  reach: (producerId: string) => Promise<(() => void) | undefined>
  /** Called once, when the participant was closed. */
  closed: () => void
}

/** The media of one participant on a router. */
export interface HostedPeer extends MediaPeer {
  /** Consumers that are open. */
  readonly consumers: number
  /** Those of them that are sent something: neither they nor what they show is paused. */
  readonly running: number
  /** Whether its media gets through at all. */
  readonly hasPath: boolean
}

/**
 * One end of a connection between two routers. Both ends are opened, each is told the
 * address of the other one, and then both carry producers, in both directions.
 * Source: mediasoup documentation, "PipeTransport".
 */
export interface PipeEnd {
  /** Where this end receives. */
  readonly address: PipeAddress
  readonly closed: boolean
  /** @throws {Error} when the end closes meanwhile */
  connect(remote: PipeAddress): Promise<void>
  /**
   * Begins to send a producer of this router to the other end.
   *
   * @param events - what becomes of the producer, from this call on
   * @throws {Error} when there is no such producer
   */
  consume(producerId: string, events: CarriedEvents): Promise<CarriedProducer>
  /**
   * Makes what the other end sends a producer of this router, under the same id.
   *
   * @param closed - called once, when the copy has closed for whatever reason
   * @throws {Error} when this router cannot forward it
   */
  produce(description: ProducerDescription, closed: () => void): Promise<ProducerCopy>
  close(): void
}

/** Where the end of a pipe receives, as the other end must know it. */
export interface PipeAddress {
  ip: string
  port: number
  /** How packets to it are encrypted; absent on a path that needs no encryption. RFC 3711. */
  srtpParameters?: { cryptoSuite: string; keyBase64: string }
}

/** What one end tells the other one of a producer. */
export interface ProducerDescription {
  producerId: string
  kind: Kind
  rtpParameters: RtpParameters
  paused: boolean
}

/** What becomes of a producer that is carried. */
export interface CarriedEvents {
  /** Its owner paused or resumed it. */
  paused(isPaused: boolean): void
  /** It ended, or is no longer sent. */
  closed(): void
}

/** A producer that one end sends. */
export interface CarriedProducer {
  readonly description: ProducerDescription
  /** Stops sending it for a while, which its copy does not notice. Never fails: one that closes meanwhile sends nothing. */
  setSending(isSending: boolean): Promise<void>
  /** Sends it no longer. */
  close(): void
}

/** A producer at the end that receives it. */
export interface ProducerCopy {
  readonly paused: boolean
  readonly closed: boolean
  /** Never fails: a copy that closes meanwhile needs no pause. */
  setPaused(isPaused: boolean): Promise<void>
  close(): void
}
