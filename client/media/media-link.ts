import type { Transport } from 'mediasoup-client/types'
import type { RequestReply } from '../../protocol/index.ts'
import { DataChannels, type DataEvents } from './data-channels.ts'
import type { Engine } from './engine.ts'
import type { MediaSignaling } from './media-signaling.ts'
import { PathKeeper, worstPath, type PathState } from './path-keeper.ts'
import { Publisher } from './publisher.ts'
import { Receiver } from './receiver.ts'
import type { TrackRegistry } from './track-registry.ts'
import { toLibraryTransport } from './wire.ts'

/** What the server says about the media of a seat. */
export type MediaOffer = Pick<RequestReply<'room:join'>, 'transports' | 'dataConsumers'>

export interface MediaLinkEvents extends DataEvents {
  /** The list of received tracks changed. */
  receivedChanged: () => void
  pathChanged: (state: PathState) => void
}

export interface MediaLinkOptions {
  engine: Engine
  offer: MediaOffer
  signaling: MediaSignaling
  tracks: TrackRegistry
  events: MediaLinkEvents
}

/**
 * The media connection of one seat: two transports and all that runs over them.
 * A repair replaces the whole object; captured tracks are not touched by that.
 */
export class MediaLink {
  readonly publisher: Publisher
  readonly receiver: Receiver
  readonly #transports: readonly [send: Transport, receive: Transport]
  readonly #keepers: readonly PathKeeper[]

  /**
   * Creates both transports. Synchronous, so that the first consumers, which may
   * follow the server's answer at once, find somebody who takes them.
   */
  constructor({ engine, offer, signaling, tracks, events }: MediaLinkOptions) {
    const { device, welcome } = engine
    const iceServers = welcome.iceServers as RTCIceServer[]
    const send = device.createSendTransport({ ...toLibraryTransport(offer.transports.send), iceServers })
    const receive = device.createRecvTransport({
      ...toLibraryTransport(offer.transports.receive),
      iceServers,
    })
    this.#transports = [send, receive]
    for (const transport of this.#transports) connectThrough(transport, signaling, events)
    this.publisher = new Publisher(send, signaling, welcome.bitrates)
    this.receiver = new Receiver(receive, signaling, tracks, {
      changed: events.receivedChanged,
      broken: events.broken,
    })
    this.#keepers = this.#transports.map(
      (transport) => new PathKeeper(transport, signaling, () => events.pathChanged(this.path)),
    )
    new DataChannels(send, receive, signaling, events).open(offer.dataConsumers)
  }

  /** State of both network paths together. */
  get path(): PathState {
    return worstPath(this.#keepers.map(({ state }) => state))
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
    for (const keeper of this.#keepers) keeper.close()
    for (const transport of this.#transports) transport.close()
  }

  /** Takes the received tracks out of the registry. */
  forget(): void {
    this.receiver.close()
  }
}

/**
 * Tells the server our fingerprint, and does not wait for its answer: the first
 * DTLS packet cannot arrive before the request, because ICE takes a round trip
 * first. That saves one round trip of every join.
 */
function connectThrough(transport: Transport, signaling: MediaSignaling, events: MediaLinkEvents): void {
  transport.on('connect', ({ dtlsParameters }, callback) => {
    signaling
      .request('transport:connect', { transportId: transport.id, dtlsParameters })
      .catch((error: unknown) => {
        if (!transport.closed) events.broken(error)
      })
    callback()
  })
}
