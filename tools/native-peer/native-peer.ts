import type {
  ConsumersChanged,
  NotificationParams,
  RequestReply,
  Source,
  View,
} from '../../protocol/index.ts'
import { ActivityLog } from './activity-log.ts'
import { ChatClient } from './chat-client.ts'
import { followSession, type FollowedSession } from './follow-session.ts'
import type { MediaSource } from './media-source.ts'
import { NativeTransport, type NativeTransportOptions } from './native-transport.ts'
import { OpusSource, type OpusSourceOptions } from './opus-source.ts'
import { OwnSources, type Publication } from './own-sources.ts'
import type { Receiver, ReceiverEvents } from './receiver.ts'
import type { Roster } from './roster.ts'
import { nativeCapabilities } from './rtp-capabilities.ts'
import { SignalingClient, type SignalingOptions } from './signaling-client.ts'
import { Vp8Source, type Vp8SourceOptions } from './vp8-source.ts'

/** Who joins which room, and how. */
export interface NativePeerOptions {
  /** Origin of the server. */
  url: string
  room: string
  name: string
  /** Takes a former seat back. */
  resumeToken?: string
  signaling?: SignalingOptions
  transport?: Pick<NativeTransportOptions, 'bindAddress' | 'maxMessageSize'>
  /**
   * Whether consumers are acknowledged when they come. With false the batches
   * wait in `batches` for `acknowledge`. Default true.
   */
  acknowledges?: boolean
  /** Last chat message that is known; all that is kept comes again by default. */
  chatSince?: number
  /** Hears what arrives. */
  receiverEvents?: ReceiverEvents
}

type JoinReply = RequestReply<'room:join'>

/** Stream of the own chat; the number is the client's to choose. */
const OWN_CHAT_STREAM = { streamId: 0, ordered: true }

/**
 * A participant without a browser: it joins a room, sends sound and pictures that
 * it makes itself, and counts what it receives. Everything that it says goes
 * through the real protocol.
 */
export class NativePeer {
  readonly id: string
  readonly resumeToken: string
  /** The whole answer to `room:join`. */
  readonly joined: JoinReply
  readonly signaling: SignalingClient
  readonly roster: Roster
  readonly receiver: Receiver
  readonly chat: ChatClient
  readonly activity: ActivityLog
  readonly sendTransport: NativeTransport
  readonly receiveTransport: NativeTransport
  readonly #own: OwnSources
  readonly #batches: readonly ConsumersChanged[]
  readonly #ended: readonly NotificationParams<'session:ended'>[]
  readonly #chatSince: number

  private constructor(
    signaling: SignalingClient,
    joined: JoinReply,
    parts: FollowedSession,
    options: NativePeerOptions,
  ) {
    this.id = joined.self.id
    this.resumeToken = joined.resumeToken
    this.joined = joined
    this.signaling = signaling
    this.#own = new OwnSources(signaling)
    this.roster = parts.roster
    this.receiver = parts.receiver
    this.#batches = parts.batches
    this.#ended = parts.ended
    this.#chatSince = options.chatSince ?? 0
    const streams = (label: 'chat' | 'activity') => {
      const described = joined.dataConsumers.find((consumer) => consumer.label === label)
      if (!described) throw new Error(`The server described no ${label} stream.`)
      return { label, stream: described.sctpStreamParameters }
    }
    this.sendTransport = new NativeTransport({
      ...options.transport,
      remote: joined.transports.send,
      direction: 'send',
      channels: [{ label: 'chat', stream: OWN_CHAT_STREAM }],
      rtcpReceived: (packet) => this.#own.keyFramesRequested(packet),
    })
    this.receiveTransport = new NativeTransport({
      ...options.transport,
      remote: joined.transports.receive,
      direction: 'receive',
      channels: [streams('chat'), streams('activity')],
      rtpReceived: (packet) => this.receiver.receive(packet),
    })
    this.chat = new ChatClient(this.sendTransport.channel('chat'), this.receiveTransport.channel('chat'))
    this.activity = new ActivityLog(this.receiveTransport.channel('activity'))
  }

  /**
   * Connects, joins, and opens both transports and all data streams.
   *
   * @throws {ProtocolError} when the server refuses
   */
  static async join(options: NativePeerOptions): Promise<NativePeer> {
    const signaling = await SignalingClient.connect(options.url, options.signaling)
    const peer = await NativePeer.takeSeat(signaling, options)
    try {
      await peer.open()
    } catch (error) {
      peer.close()
      throw error
    }
    return peer
  }

  /**
   * Joins over a connection that is there already. Transports do not connect
   * before `open`, which a view need not wait for. The connection is closed when
   * this fails.
   *
   * @throws {ProtocolError} when the server refuses
   */
  static async takeSeat(signaling: SignalingClient, options: NativePeerOptions): Promise<NativePeer> {
    try {
      const parts = followSession(signaling, options.acknowledges ?? true, options.receiverEvents)
      const joined = await signaling.request('room:join', {
        room: options.room,
        name: options.name,
        rtpCapabilities: nativeCapabilities(signaling.welcome.rtpCapabilities),
        ...(options.resumeToken === undefined ? {} : { resumeToken: options.resumeToken }),
      })
      parts.roster.begin(joined.self, joined.participants)
      return new NativePeer(signaling, joined, parts, options)
    } catch (error) {
      signaling.close()
      throw error
    }
  }

  /** Batches that came, oldest first. */
  get batches(): readonly ConsumersChanged[] {
    return this.#batches
  }

  /** Why the seat was lost, if it was. */
  get ended(): NotificationParams<'session:ended'> | undefined {
    return this.#ended[0]
  }

  /** What is being published. */
  get publications(): readonly Publication[] {
    return this.#own.publications
  }

  /** Publishes a microphone; silent unless a level is given. */
  async publishMicrophone(options: OpusSourceOptions = {}): Promise<Publication<OpusSource>> {
    return await this.publish('microphone', new OpusSource(options))
  }

  /** Publishes a camera, in three simulcast layers by default. */
  async publishCamera(options: Vp8SourceOptions = {}): Promise<Publication<Vp8Source>> {
    return await this.publish('camera', new Vp8Source(options))
  }

  /** Publishes a shared screen, in one layer by default. */
  async publishScreen(options: Vp8SourceOptions = {}): Promise<Publication<Vp8Source>> {
    return await this.publish('screen', new Vp8Source({ mid: 'screen', layers: 1, ...options }))
  }

  /**
   * Publishes any source of the kit.
   *
   * @param muted - whether it is muted from the beginning
   */
  async publish<S extends MediaSource>(
    source: Source,
    media: S,
    { muted = false } = {},
  ): Promise<Publication<S>> {
    return await this.#own.publish(this.sendTransport, source, { media, muted })
  }

  /** Mutes or unmutes, at the server and here. */
  async setMuted(publication: Publication, muted: boolean): Promise<void> {
    await this.#own.setMuted(publication, muted)
  }

  /** Stops to publish something. */
  async unpublish(publication: Publication): Promise<void> {
    await this.#own.unpublish(publication)
  }

  /**
   * Says which tiles are on the screen. A tile is 320x180 pixels unless it says
   * otherwise, and shows a camera.
   */
  async setView(
    tiles: readonly (Partial<View['tiles'][number]> & { participantId: string })[],
    view: Partial<View> = {},
  ): Promise<void> {
    const shown = tiles.map((tile) => ({ source: 'camera' as const, width: 320, height: 180, ...tile }))
    await this.signaling.request('view:set', { pins: [], ...view, tiles: shown })
  }

  /** Acknowledges consumers by hand, where that is not done by itself. */
  async acknowledge(consumerIds: readonly string[]): Promise<void> {
    await this.signaling.request('consumer:ready', { consumerIds: [...consumerIds] })
  }

  /** Leaves the room; the connection lives on until `close`. */
  async leave(): Promise<void> {
    await this.signaling.request('room:leave', {})
    this.#closeMedia()
  }

  /** Breaks the signaling connection as a failing network does; media goes on. */
  breakLine(): void {
    this.signaling.breakLine()
  }

  /** Goes away as a browser whose page is closed. */
  closePage(): void {
    this.signaling.closePage()
    this.#closeMedia()
  }

  /** Ends everything without a leave. May be called more than once. */
  close(): void {
    this.#closeMedia()
    this.signaling.close()
  }

  /** Opens both transports and all data streams. */
  async open(): Promise<void> {
    const { signaling, sendTransport, receiveTransport } = this
    await Promise.all(
      [sendTransport, receiveTransport].map(async (transport) => {
        // The server must know the fingerprint before the first handshake packet,
        // which it would drop otherwise.
        await signaling.request('transport:connect', {
          transportId: transport.id,
          dtlsParameters: transport.dtlsParameters,
        })
        transport.start()
      }),
    )
    await signaling.request('data-producer:create', {
      transportId: sendTransport.id,
      label: 'chat',
      sctpStreamParameters: OWN_CHAT_STREAM,
    })
    await Promise.all([sendTransport.opened(), receiveTransport.opened()])
    this.chat.since(this.#chatSince)
  }

  #closeMedia(): void {
    this.#own.stop()
    this.sendTransport.close()
    this.receiveTransport.close()
  }
}
