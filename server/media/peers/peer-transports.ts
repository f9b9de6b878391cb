import type {
  DtlsParameters as MediasoupDtlsParameters,
  Router,
  SctpParameters,
  WebRtcTransport,
} from 'mediasoup/types'
import {
  DATA_MESSAGE_MAX,
  ProtocolError,
  type DtlsParameters,
  type IceParameters,
  type TransportOptions,
} from '../../../protocol/index.ts'
import type { TransportPort } from '../../rooms/ports/media-transports.ts'
import { mapMediasoupErrors } from '../library/mediasoup-errors.ts'
import { toLibraryDtls } from '../library/wire.ts'
import type { MediaSettings } from '../settings.ts'
import { FirstPath, type FirstPathEvents } from './first-path.ts'
import type { IceUsernames } from '../workers/ice-usernames.ts'
import type { MediaWorker } from '../workers/worker.ts'

type Direction = 'send' | 'receive'

/**
 * The estimate of a line never falls below this, in bits per second. With less than the
 * smallest layer needs mediasoup sends no picture at all, and loss alone can make it believe that.
 */
const MIN_OUTGOING_BITRATE = 200_000

/** The two WebRTC transports of a participant, named from the client's side. */
export class PeerTransports implements TransportPort {
  readonly options: { send: TransportOptions; receive: TransportOptions }
  readonly send: WebRtcTransport
  readonly receive: WebRtcTransport
  readonly #settings: MediaSettings
  readonly #usernames: IceUsernames
  readonly #connected = new Set<string>()
  #path: FirstPath | undefined
  #isLimited = false

  private constructor(
    { send, receive }: Record<Direction, WebRtcTransport>,
    settings: MediaSettings,
    usernames: IceUsernames,
  ) {
    this.send = send
    this.receive = receive
    this.#settings = settings
    this.#usernames = usernames
    this.options = { send: this.#describe(send), receive: this.#describe(receive) }
  }

  static async create(
    { router, worker, settings }: { router: Router; worker: MediaWorker; settings: MediaSettings },
    participantId?: string,
  ): Promise<PeerTransports> {
    const [send, receive] = await Promise.all(
      (['send', 'receive'] satisfies Direction[]).map(
        async (direction) =>
          await worker.sockets.use(
            async (webRtcServer) =>
              await router.createWebRtcTransport({
                webRtcServer,
                preferUdp: true,
                enableSctp: true,
                maxReceiveMessageSize: DATA_MESSAGE_MAX,
                initialAvailableOutgoingBitrate: settings.initialOutgoingBitrate,
                appData: { direction, participantId },
              }),
          ),
      ),
    )
    if (!send || !receive) throw new ProtocolError('media_unavailable')
    await receive.setMinOutgoingBitrate(MIN_OUTGOING_BITRATE)
    return new PeerTransports({ send, receive }, settings, worker.usernames)
  }

  /** @throws {ProtocolError} `already_connected`, `not_found`, `invalid_media_parameters` */
  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.#require(transportId)
    if (this.#connected.has(transportId)) throw new ProtocolError('already_connected')
    this.#connected.add(transportId)
    try {
      await mapMediasoupErrors(
        async () => await transport.connect({ dtlsParameters: toLibraryDtls(dtlsParameters) }),
      )
      this.#path?.sought()
    } catch (error) {
      this.#connected.delete(transportId)
      throw error
    }
  }

  /** Whether media has got through, in either direction. */
  get hasPath(): boolean {
    return this.#path?.isFound ?? false
  }

  /** Watches whether the client ever gets through; to be called before it is told of the transports. */
  watchPath(events: FirstPathEvents): void {
    this.#path = new FirstPath([this.send, this.receive], events)
  }

  /** Calls back whenever what the client sends comes over another path than before. */
  watchMoves(moved: () => void): void {
    this.send.on('iceselectedtuplechange', () => {
      if (this.send.dtlsState === 'connected') moved()
    })
  }

  /**
   * Calls back with what the worker believes that the client can receive, in bit/s, about
   * once a second. Source: mediasoup documentation, "TransportTraceEventData".
   */
  watchDownlink(estimated: (bitsPerSecond: number) => void): void {
    this.receive.on('trace', (trace) => {
      if (trace.type === 'bwe') estimated((trace.info as { availableBitrate: number }).availableBitrate)
    })
    this.receive.enableTraceEvent(['bwe']).catch(() => {
      // It closed in the same moment.
    })
  }

  async restartIce(transportId: string): Promise<IceParameters> {
    const transport = this.#require(transportId)
    const parameters = await transport.restartIce()
    this.#usernames.add(transport)
    return parameters
  }

  /**
   * Bounds what the client sends, from before its first track on: most people in a
   * webinar never have one.
   *
   * @throws {Error} when the transport has ended
   */
  async limitIncoming(): Promise<void> {
    if (this.#isLimited) return
    await this.send.setMaxIncomingBitrate(this.#settings.maxIncomingBitrate)
    this.#isLimited = true
  }

  /** @throws {ProtocolError} `not_found` unless the id names the sending transport */
  requireSend(transportId: string): WebRtcTransport {
    if (this.send.id !== transportId || this.send.closed) throw new ProtocolError('not_found')
    return this.send
  }

  close(): void {
    this.send.close()
    this.receive.close()
  }

  #require(transportId: string): WebRtcTransport {
    const transport = [this.send, this.receive].find(({ id, closed }) => id === transportId && !closed)
    if (!transport) throw new ProtocolError('not_found')
    return transport
  }

  #describe(transport: WebRtcTransport): TransportOptions {
    const { dtlsParameters, sctpParameters } = transport
    return {
      id: transport.id,
      iceParameters: transport.iceParameters,
      iceCandidates: this.#settings.announce(transport.iceCandidates),
      dtlsParameters: { role: dtlsParameters.role ?? 'auto', fingerprints: strongest(dtlsParameters) },
      ...(sctpParameters ? { sctpParameters: essential(sctpParameters) } : {}),
    }
  }
}

/** What a client needs; the rest says how the worker's own end is set. */
function essential({
  port,
  maxSendMessageSize,
  maxReceiveMessageSize,
  isDataChannel,
}: SctpParameters): NonNullable<TransportOptions['sctpParameters']> {
  return { port, maxSendMessageSize, maxReceiveMessageSize, isDataChannel }
}

/** One fingerprint is enough; the worker offers five, which every join would carry twice. */
function strongest({ fingerprints }: MediasoupDtlsParameters): MediasoupDtlsParameters['fingerprints'] {
  const sha256 = fingerprints.filter(({ algorithm }) => algorithm === 'sha-256')
  return sha256.length > 0 ? sha256 : fingerprints
}
