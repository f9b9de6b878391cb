import type {
  ConsumersChanged,
  NotificationParams,
  RequestReply,
  RosterLook,
  RosterWindow,
  Source,
  View,
} from '../../protocol/index.ts'
import { ActivityLog } from './activity-log.ts'
import { ChatClient } from './chat-client.ts'
import { joinSession, type JoinedSession, type JoinOptions } from './join-session.ts'
import type { MediaSource } from './media-source.ts'
import type { NativeTransport } from './native-transport.ts'
import { OpusSource, type OpusSourceOptions } from './opus-source.ts'
import { PeerTransports, type PeerTransportOptions } from './peer-transports.ts'
import { Publisher, type Publication } from './publisher.ts'
import type { Receiver } from './receiver.ts'
import type { Roster } from './roster.ts'
import { listenersOf } from './rtp-listeners.ts'
import { SignalingClient, type SignalingOptions } from './signaling-client.ts'
import { Vp8Source, type Vp8SourceOptions } from './vp8-source.ts'

/** Which room a peer joins, and how. */
export interface NativePeerOptions extends JoinOptions {
  /** Origin of the server. */
  url: string
  signaling?: SignalingOptions
  transport?: PeerTransportOptions
  /** Counts packets by their headers, and has a sample of them decrypted; see `Receiver.receiveHeader`. */
  samplesMedia?: boolean
  /** Last chat message that is known; all that is kept comes again by default. */
  chatSince?: number
}

/**
 * A participant without a browser: it joins a room, sends audio and video that it
 * makes itself, and counts what it receives. Everything that it says goes
 * through the real protocol.
 */
export class NativePeer {
  readonly id: string
  readonly resumeToken: string
  /** The whole answer to `room:join`. */
  readonly joined: RequestReply<'room:join'>
  readonly signaling: SignalingClient
  readonly roster: Roster
  readonly receiver: Receiver
  readonly chat: ChatClient
  readonly activity: ActivityLog
  readonly #publisher: Publisher
  readonly #transports: PeerTransports
  readonly #batches: readonly ConsumersChanged[]
  readonly #ended: readonly NotificationParams<'session:ended'>[]
  readonly #chatSince: number

  private constructor(signaling: SignalingClient, session: JoinedSession, options: NativePeerOptions) {
    const { joined } = session
    this.id = joined.self.id
    this.resumeToken = joined.resumeToken
    this.joined = joined
    this.signaling = signaling
    this.#publisher = new Publisher(signaling)
    this.roster = session.roster
    this.receiver = session.receiver
    this.#batches = session.batches
    this.#ended = session.ended
    this.#chatSince = options.chatSince ?? 0
    this.#transports = new PeerTransports(
      joined,
      {
        ...listenersOf(this.receiver, options.samplesMedia ?? false),
        rtcpReceived: (packet) => this.#publisher.keyFramesRequested(packet),
      },
      options.transport,
    )
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
    const session = await joinSession(signaling, options)
    try {
      return new NativePeer(signaling, session, options)
    } catch (error) {
      signaling.close()
      throw error
    }
  }

  /** Carries what is published, and outgoing chat. */
  get sendTransport(): NativeTransport {
    return this.#transports.send
  }

  /** Carries what the server forwards. */
  get receiveTransport(): NativeTransport {
    return this.#transports.receive
  }

  /** Every `consumers:changed` that came, oldest first. */
  get batches(): readonly ConsumersChanged[] {
    return this.#batches
  }

  /** Why the seat was lost, if it was. */
  get ended(): NotificationParams<'session:ended'> | undefined {
    return this.#ended[0]
  }

  /** What is being published. */
  get publications(): readonly Publication[] {
    return this.#publisher.publications
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
   * Publishes any source.
   *
   * @param muted - whether it is muted from the beginning
   */
  async publish<S extends MediaSource>(
    source: Source,
    media: S,
    { muted = false } = {},
  ): Promise<Publication<S>> {
    return await this.#publisher.publish(this.sendTransport, source, { media, muted })
  }

  /** Mutes or unmutes, at the server and here. */
  async setMuted(publication: Publication, muted: boolean): Promise<void> {
    await this.#publisher.setMuted(publication, muted)
  }

  /** Stops to publish something. */
  async unpublish(publication: Publication): Promise<void> {
    await this.#publisher.unpublish(publication)
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

  /** Looks at a part of a list of people, or ends the look with a count of 0. */
  async look(look: RosterLook): Promise<RosterWindow> {
    const window = await this.signaling.request('roster:look', look)
    this.roster.seen(window)
    return window
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
    await this.#transports.open(this.signaling)
    this.chat.since(this.#chatSince)
  }

  #closeMedia(): void {
    this.#publisher.stop()
    this.#transports.close()
  }
}
