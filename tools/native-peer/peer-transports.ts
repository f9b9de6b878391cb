import type { RequestReply } from '../../protocol/index.ts'
import { NativeTransport, type NativeTransportOptions } from './native-transport.ts'
import type { RtpListeners } from './rtp-listeners.ts'
import type { SignalingClient } from './signaling-client.ts'

/** What a test or tool may change about the transports of a peer. */
export type PeerTransportOptions = Pick<NativeTransportOptions, 'bindAddress' | 'maxMessageSize'>

/** Hears the packets that arrive. */
export interface PacketListeners extends RtpListeners {
  /** RTCP from the server about what is sent. */
  rtcpReceived: (packet: Buffer) => void
}

/** Data stream for outgoing chat; the number is the client's to choose. */
const CHAT_STREAM = { streamId: 0, ordered: true }

/** The two WebRTC transports of a peer, with their data channels. */
export class PeerTransports {
  readonly send: NativeTransport
  readonly receive: NativeTransport

  /**
   * @param joined - the answer to `room:join`
   * @throws {Error} when it describes no stream for chat or activity
   */
  constructor(
    joined: RequestReply<'room:join'>,
    { rtcpReceived, ...rtpListeners }: PacketListeners,
    options: PeerTransportOptions = {},
  ) {
    const channelOf = (label: 'chat' | 'activity') => {
      const described = joined.dataConsumers.find((consumer) => consumer.label === label)
      if (!described) throw new Error(`The server described no ${label} stream.`)
      return { label, stream: described.sctpStreamParameters }
    }
    const channels = [channelOf('chat'), channelOf('activity')]
    this.send = new NativeTransport({
      ...options,
      remote: joined.transports.send,
      direction: 'send',
      channels: [{ label: 'chat', stream: CHAT_STREAM }],
      rtcpReceived,
    })
    this.receive = new NativeTransport({
      ...options,
      remote: joined.transports.receive,
      direction: 'receive',
      channels,
      ...rtpListeners,
    })
  }

  /**
   * Connects both transports, and opens all data streams.
   *
   * @throws {ProtocolError} when the server refuses
   * @throws {Error} when a transport does not open in time
   */
  async open(signaling: SignalingClient): Promise<void> {
    await Promise.all(
      [this.send, this.receive].map(async (transport) => {
        // The server must know the fingerprint before the first handshake packet,
        // which it would drop otherwise.
        await signaling.request('transport:connect', {
          transportId: transport.id,
          dtlsParameters: transport.dtlsParameters,
        })
        await transport.start()
      }),
    )
    await signaling.request('data-producer:create', {
      transportId: this.send.id,
      label: 'chat',
      sctpStreamParameters: CHAT_STREAM,
    })
    await Promise.all([this.send.opened(), this.receive.opened()])
  }

  /** Ends both. May be called more than once. */
  close(): void {
    this.send.close()
    this.receive.close()
  }
}
