import type { Transport } from 'mediasoup-client/types'
import { KEPT_CONSUMERS_MAX, type RequestReply, type TransportOptions } from '../../../protocol/index.ts'
import { DataChannels, type DataEvents } from './data-channels.ts'
import type { Engine } from './engine.ts'
import { FreezeWatch } from '../health/freeze-watch.ts'
import type { FrameTransform } from '../frame-transform.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { HealthMonitor, type HealthChange } from '../health/health-monitor.ts'
import type { PathState } from '../health/path-health.ts'
import { Publisher } from '../send/publisher.ts'
import { Receiver } from '../receive/receiver.ts'
import type { TrackTrials } from '../receive/track-trials.ts'
import { readPath } from '../track-stats.ts'
import type { TrackRegistry } from '../track-registry.ts'
import { toLibraryTransport } from '../wire.ts'

/** What the server says about the media of a seat. */
export type MediaOffer = Pick<RequestReply<'room:join'>, 'transports' | 'dataConsumers'>

/** What a media session tells: what arrives on its streams, and what became of its path. */
interface MediaSessionEvents extends DataEvents {
  /** The list of received tracks changed. */
  receivedChanged: () => void
  /** Something became of the network path. */
  healthChanged: (change: HealthChange) => void
}

/** What a media session is built of. */
export interface MediaSessionOptions {
  engine: Engine
  offer: MediaOffer
  signaling: MediaSignaling
  tracks: TrackRegistry
  events: MediaSessionEvents
  /** What is known of tracks that do not open, from one media session to the next. */
  trials?: TrackTrials | undefined
  /** Goes through TCP alone, because UDP does not get through. */
  avoidsUdp: boolean
  /** Takes hold of encoded frames; nothing does by default. */
  frameTransform?: FrameTransform | undefined
}

/**
 * The media connection of one seat: two transports and all that runs over them.
 * A repair replaces the whole object; captured tracks are not touched by that.
 */
export class MediaSession {
  readonly publisher: Publisher
  readonly receiver: Receiver
  readonly #transports: readonly [send: Transport, receive: Transport]
  readonly #health: HealthMonitor
  readonly #freezes: FreezeWatch

  /**
   * Creates both transports. Synchronous, so that the first consumers, which may
   * follow the server's answer at once, find somebody who takes them.
   */
  constructor(options: MediaSessionOptions) {
    const { engine, offer, signaling, tracks, events, trials, avoidsUdp, frameTransform } = options
    const { device, welcome } = engine
    const iceServers = welcome.iceServers as RTCIceServer[]
    const reach = (options: TransportOptions) => ({
      ...toLibraryTransport(avoidsUdp ? withoutUdp(options) : options),
      iceServers,
    })
    const send = device.createSendTransport(reach(offer.transports.send))
    const receive = device.createRecvTransport(reach(offer.transports.receive))
    this.#transports = [send, receive]
    for (const transport of this.#transports) connectThrough(transport, signaling, events)
    this.publisher = new Publisher({
      transport: send,
      signaling,
      bitrates: welcome.bitrates,
      frameTransform,
    })
    this.receiver = new Receiver({
      transport: receive,
      signaling,
      tracks,
      trials,
      frameTransform,
      events: { changed: events.receivedChanged, broken: events.broken },
    })
    this.#health = new HealthMonitor({
      transports: { send, receive },
      signaling,
      readBytes: async () => receivedBytes(await this.readTransportStats('receive')),
      readMark: () => this.receiver.lastFrameAt(),
      healthChanged: (change) => {
        // The browser itself asks for key frames only three seconds after the last frame.
        if (change.cause === 'back') this.receiver.refresh()
        events.healthChanged(change)
      },
    })
    this.#freezes = new FreezeWatch({
      videos: () => this.receiver.movingVideos(),
      changed: (id, isFrozen) => this.receiver.setFrozen(id, isFrozen),
    })
    const activityReceived = (text: string): void => {
      this.#health.heard()
      // The stream beats about once a second, which is often enough for a phone that is turned.
      this.publisher.followSizes()
      events.activityReceived(text)
    }
    new DataChannels(send, receive, signaling, { ...events, activityReceived }).open(offer.dataConsumers)
  }

  /** Whether the server speaks of these very transports. */
  isOf({ transports }: MediaOffer): boolean {
    const [send, receive] = this.#transports
    return send.id === transports.send.id && receive.id === transports.receive.id
  }

  /** What goes on here without signaling; undefined when nothing does. */
  async kept(): Promise<{ consumerIds: string[]; producerIds: string[] } | undefined> {
    const works = (): boolean => this.path === 'open' || this.path === 'trouble'
    if (!works()) return undefined
    const consumerIds = await this.receiver.consumerIds()
    // More than one message may name: they are made anew.
    if (!works() || consumerIds.length > KEPT_CONSUMERS_MAX) return undefined
    return { consumerIds, producerIds: this.publisher.producerIds }
  }

  /** The address of this machine changed: looks for new paths at once. */
  refresh(): void {
    this.#health.refresh()
  }

  /** State of both network paths together. */
  get path(): PathState {
    return this.#health.path
  }

  /** When anything last arrived, on the clock of `performance.now`; 0 before the first time. */
  get aliveAt(): number {
    return this.#health.aliveAt
  }

  /** Round trip time in milliseconds and protocol of the path to the server, as far as the browser knows. */
  async readPath(): Promise<ReturnType<typeof readPath> | null> {
    const report = await this.readTransportStats('receive')
    return report ? readPath(report) : null
  }

  /** Statistics of one direction, for the round trip time and the kind of path. */
  async readTransportStats(direction: 'send' | 'receive'): Promise<RTCStatsReport | undefined> {
    const transport = this.#transports[direction === 'send' ? 0 : 1]
    return transport.closed ? undefined : await transport.getStats()
  }

  /**
   * Closes the transports. Received tracks stay in the registry, showing their
   * last picture, until `forget` or until a newer track takes their place.
   */
  close(): void {
    this.#health.close()
    this.#freezes.close()
    for (const transport of this.#transports) transport.close()
  }

  /** Takes the received tracks out of the registry. */
  forget(): void {
    this.receiver.close()
  }
}

/** The server listens for ICE over TCP on the same port. Source: RFC 6544. */
function withoutUdp(options: TransportOptions): TransportOptions {
  const iceCandidates = options.iceCandidates.filter(({ protocol }) => protocol === 'tcp')
  return iceCandidates.length > 0 ? { ...options, iceCandidates } : options
}

/** Bytes on all candidate pairs. Source: W3C WebRTC Statistics, "RTCIceCandidatePairStats". */
function receivedBytes(report: RTCStatsReport | undefined): number | undefined {
  let bytes: number | undefined
  report?.forEach((entry: { type: string; bytesReceived?: number }) => {
    if (entry.type === 'candidate-pair') bytes = (bytes ?? 0) + (entry.bytesReceived ?? 0)
  })
  return bytes
}

/**
 * Tells the server our fingerprint, and does not wait for its answer: the first
 * DTLS packet cannot arrive before the request, because ICE takes a round trip
 * first. That saves one round trip of every join.
 */
function connectThrough(transport: Transport, signaling: MediaSignaling, events: MediaSessionEvents): void {
  transport.on('connect', ({ dtlsParameters }, callback) => {
    signaling
      .request('transport:connect', { transportId: transport.id, dtlsParameters })
      .catch((error: unknown) => {
        if (!transport.closed) events.broken(error)
      })
    callback()
  })
}
