import nodeDataChannel, { type PeerConnection, type Track } from 'node-datachannel'
import type { DtlsParameters, SctpStreamParameters, TransportOptions } from '../../protocol/index.ts'
import type { NativeChannel } from './native-channel.ts'
import { createConnection, openChannel, watchStates } from './native-connection.ts'
import { canTap, MediaTap, type HeaderListener } from './media-tap.ts'
import { isRtcp } from './rtp.ts'
import { createAnswer, MEDIA_MID, MEDIA_PAYLOAD_TYPE, readDtlsParameters } from './sdp.ts'
import { waitFor, WaitTimeout } from '../harness/wait-for.ts'

/** A data channel that both sides know beforehand. */
interface ChannelOptions {
  label: string
  stream: SctpStreamParameters
}

/** What a transport connects to. */
export interface NativeTransportOptions {
  /** As the server described it in the answer to `room:join`. */
  remote: TransportOptions
  /** Seen from here. */
  direction: 'send' | 'receive'
  channels: readonly ChannelOptions[]
  /** All media packets that arrive, decrypted, whatever their SSRC. */
  rtpReceived?: (packet: Buffer) => void
  rtcpReceived?: (packet: Buffer) => void
  /**
   * Sees every RTP packet first, encrypted, and says which ones are decrypted and
   * reach `rtpReceived`. Where no tap can stand it sees them decrypted.
   */
  headerReceived?: HeaderListener
  /** Local address; by default loopback where the server is there, else any. */
  bindAddress?: string
  /** Claims that the server takes data messages of this size, in order to break its limit. */
  maxMessageSize?: number
}

const LAST_END_MS = 5000

/**
 * Transports that have not ended entirely. When the JavaScript object of a track
 * is collected before the library reported its end, the stream stops silently and
 * the library keeps a dangling pointer, which crashes the process at its clean-up.
 */
const living = new Set<NativeTransport>()

/**
 * One WebRTC transport over libdatachannel: ICE, DTLS, SRTP and SCTP, with no
 * codecs, on a UDP socket of its own. (libdatachannel's shared socket tells
 * transports apart by the server's address, and that is the same for all of them.)
 * It has a single media track, because libdatachannel hands everything
 * that arrives to the only one there is: no SSRC needs to be declared and nothing
 * is renegotiated when streams come and go.
 */
export class NativeTransport {
  readonly id: string
  /** What the server must hear with `transport:connect` before `start`. */
  readonly dtlsParameters: DtlsParameters
  readonly #options: NativeTransportOptions
  readonly #connection: PeerConnection
  readonly #track: Track
  readonly #channels: ReadonlyMap<string, NativeChannel>
  readonly #opened: Promise<void>
  readonly #ended: Promise<unknown>
  readonly #tap: Promise<MediaTap> | undefined
  #sentPackets = 0
  #sentBytes = 0
  /** Asking the library would take as long as the rest of sending a packet. */
  #trackIsOpen = false
  #closed = false

  constructor(options: NativeTransportOptions) {
    const { remote, direction } = options
    this.id = remote.id
    this.#options = options
    const isTapped = options.headerReceived !== undefined && canTap(remote)
    this.#connection = createConnection(options, isTapped)
    const media = new nodeDataChannel.Video(MEDIA_MID, direction === 'send' ? 'SendOnly' : 'RecvOnly')
    media.addVP8Codec(MEDIA_PAYLOAD_TYPE)
    this.#track = this.#connection.addTrack(media)
    // Callbacks are set before anything can open, or first packets are lost.
    this.#track.onMessage((packet) => this.#received(packet))
    this.#channels = new Map(
      options.channels.map(({ label, stream }) => [label, openChannel(this.#connection, label, stream)]),
    )
    const states = watchStates(this.#connection, this.#track, (isOpen) => (this.#trackIsOpen = isOpen))
    const channels = [...this.#channels.values()]
    this.#opened = Promise.all([states.opened, ...channels.map(({ opened }) => opened)]).then(() => undefined)
    // Whoever waits for it hears of a failure; often nobody does any more.
    this.#opened.catch(() => undefined)
    this.#ended = Promise.all([states.ended, ...channels.map(({ closed }) => closed)])
    this.#connection.setLocalDescription('offer')
    const offer = this.#connection.localDescription()
    if (!offer) throw new Error('libdatachannel made no offer.')
    this.dtlsParameters = readDtlsParameters(offer.sdp)
    living.add(this)
    this.#tap = isTapped ? this.#openTap(options) : undefined
    // Whoever starts it hears of a failure.
    this.#tap?.catch(() => undefined)
  }

  /**
   * Begins to connect.
   *
   * @throws {Error} when no socket can be opened for it
   */
  async start(): Promise<void> {
    const { direction, maxMessageSize } = this.#options
    const tap = await this.#tap
    if (this.#closed) return
    const remote = tap?.behind(this.#options.remote) ?? this.#options.remote
    this.#connection.setRemoteDescription(
      createAnswer(remote, {
        direction: direction === 'send' ? 'recvonly' : 'sendonly',
        ...(maxMessageSize === undefined ? {} : { maxMessageSize }),
      }),
      'answer',
    )
  }

  /** Fulfilled once media and all data channels can flow. */
  async opened(): Promise<void> {
    await waitFor(`the ${this.#options.direction} transport opens`, this.#opened)
  }

  get isOpen(): boolean {
    return !this.#closed && this.#connection.state() === 'connected'
  }

  /** State of the connection as libdatachannel names it. */
  get state(): string {
    return this.#closed ? 'closed' : this.#connection.state()
  }

  /** Sends an RTP or RTCP packet; drops it while the transport is not open. */
  send(packet: Buffer): void {
    if (this.#closed || !this.#trackIsOpen) return
    try {
      this.#track.sendMessageBinary(packet)
    } catch (error) {
      // It was closed by the other side, and the event is still on its way.
      if (this.#track.isOpen()) throw error
      this.#trackIsOpen = false
      return
    }
    this.#sentPackets += 1
    this.#sentBytes += packet.length
  }

  /** RTP and RTCP packets that were handed over so far. */
  get sent(): { packets: number; bytes: number } {
    return { packets: this.#sentPackets, bytes: this.#sentBytes }
  }

  /** A data channel by its label. */
  channel(label: string): NativeChannel {
    const channel = this.#channels.get(label)
    if (!channel) throw new Error(`This transport has no channel ${label}.`)
    return channel
  }

  /** Ends it. May be called more than once. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    void this.#ended.then(() => {
      living.delete(this)
      this.#tap?.then((tap) => tap.close()).catch(() => undefined)
    })
    for (const channel of this.#channels.values()) channel.close()
    this.#track.close()
    this.#connection.close()
  }

  async #openTap({ remote, bindAddress, headerReceived }: NativeTransportOptions): Promise<MediaTap> {
    return await MediaTap.open(
      remote,
      bindAddress,
      (packet, bytes) => !this.#closed && headerReceived?.(packet, bytes) === true,
    )
  }

  #received(packet: Buffer): void {
    if (this.#closed) return
    const { rtcpReceived, rtpReceived, headerReceived } = this.#options
    if (isRtcp(packet)) rtcpReceived?.(packet)
    else if (this.#tap !== undefined || (headerReceived?.(packet, packet.length) ?? true))
      rtpReceived?.(packet)
  }
}

/**
 * Ends all transports, so that the process can exit. Call it once, when all is done.
 * Now and then the library never reports an end; what is left is given up after five
 * seconds, because without the clean-up the process would live for ever.
 */
export async function endNativeTransports(): Promise<void> {
  for (const transport of living) transport.close()
  try {
    await waitFor(() => (living.size === 0 ? undefined : `${living.size} transports did not end`), {
      timeoutMs: LAST_END_MS,
    })
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error
  } finally {
    nodeDataChannel.cleanup()
  }
}
