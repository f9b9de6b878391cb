import type { ConsumersChanged, Source } from '../../protocol/index.ts'
import type { SignalingConnection } from '../connection/connection.ts'
import { RequestInterruptedError } from '../connection/request-errors.ts'
import type { Engine } from '../media/engine.ts'
import { MediaLink } from '../media/media-link.ts'
import type { MediaSignaling } from '../media/media-signaling.ts'
import type { TrackStats } from '../media/media-types.ts'
import type { PathState } from '../media/path-keeper.ts'
import type { Publisher } from '../media/publisher.ts'
import { TrackStatsReader } from '../media/track-stats.ts'
import type { TrackRegistry } from '../media/track-registry.ts'
import type { ActivityTracker } from './activity-tracker.ts'
import type { ChatClient } from './chat-client.ts'
import { mapReceived } from './received-tracks.ts'
import type { JoinReply } from './seat-keeper.ts'
import type { SessionStore } from './session-store.ts'

export interface SeatMediaOptions {
  connection: SignalingConnection
  store: SessionStore
  tracks: TrackRegistry
  chat: ChatClient
  activity: ActivityTracker
  /** Whether requests about media mean anything to the server now. */
  isSeated: () => boolean
  pathChanged: (state: PathState) => void
  /** The media session cannot be saved; the seat must be taken anew. */
  broken: () => void
}

/** The server gets this long to show that only the media path is dead, or three round trips. */
const PING_MS = { least: 300, most: 1_000 }
/** A browser may need this long to find its way through a network that is new to it. */
const NEW_NETWORK_MS = 6_000

/** Pictures of a former media session disappear this long after the new one works. */
const SWEEP_MS = 3_000

/**
 * The media of a seat, from one media session to the next. When only signaling
 * broke, the session goes on as it is. Otherwise a new one is built beside the
 * former one, whose last pictures stay until they are replaced.
 */
export class SeatMedia {
  readonly #options: SeatMediaOptions
  readonly #stats = new TrackStatsReader()
  #link: MediaLink | null = null
  #former: MediaLink | null = null
  #sweepTimer: ReturnType<typeof setTimeout> | undefined
  /** Set when the present session cannot be saved. */
  #isLost = false
  /** UDP got through once and does not any more: until the network changes, TCP is used. */
  #avoidsUdp = false
  /** The network changed while nobody could be told. */
  #mustRefresh = false
  /** When media and signaling were found dead together; a path that has shown life since is kept. */
  #deadAt = -Infinity
  /** Until then silence may be the browser's, which does not know its new network yet. */
  #settlesAt = -Infinity

  constructor(options: SeatMediaOptions) {
    this.#options = options
  }

  get publisher(): Publisher | null {
    return this.#link?.publisher ?? null
  }

  get path(): PathState | null {
    return this.#link?.path ?? null
  }

  /** What goes on although signaling broke; undefined when a new session is needed. */
  async kept(): Promise<{ consumerIds: string[]; producerIds: string[] } | undefined> {
    const link = this.#link
    // Browsers cling to a path that has died: new transports find a living one sooner than an ICE restart.
    const isDead = link !== null && link.aliveAt <= this.#deadAt
    return this.#isLost || isDead ? undefined : await link?.kept()
  }

  /**
   * The network of this machine changed. The signaling connection may hang on the
   * former one without knowing it, and new media paths need it.
   */
  async networkChanged(): Promise<void> {
    this.#avoidsUdp = false
    this.#settlesAt = performance.now() + NEW_NETWORK_MS
    const link = this.#link
    const isHere = this.#options.isSeated() && (await this.#isAnswered())
    if (link !== this.#link) return
    if (isHere) {
      link?.refresh()
      return
    }
    this.#mustRefresh = true
    this.#options.connection.recycle()
  }

  /** Takes the media session that the server's answer describes: the one that goes on, or a new one. */
  attach(reply: JoinReply, engine: Engine): Publisher {
    const link = this.#link?.isOf(reply) ? this.#goOn(this.#link, reply) : this.#begin(reply, engine)
    this.#mustRefresh = false
    return link.publisher
  }

  #goOn(link: MediaLink, reply: JoinReply): MediaLink {
    link.publisher.retain(reply.producerIds)
    if (this.#mustRefresh) link.refresh()
    return link
  }

  #begin(reply: JoinReply, engine: Engine): MediaLink {
    const { chat, activity, tracks } = this.#options
    chat.closed()
    activity.silence()
    this.#sweep()
    this.#former = this.#link
    this.#former?.close()
    const link: MediaLink = new MediaLink({
      engine,
      offer: reply,
      tracks,
      signaling: this.#signalingFor(() => this.#link === link),
      events: this.#eventsFor(() => this.#link === link),
      avoidsUdp: this.#avoidsUdp,
    })
    this.#isLost = false
    this.#link = link
    return link
  }

  /** Takes consumers that the server opened or closed. */
  apply(batch: ConsumersChanged): void {
    void this.#link?.receiver.apply(batch)
  }

  /** Numbers of a track, the own ones by `own`. */
  async readStats(participantId: string, source: Source, own: boolean): Promise<TrackStats | null> {
    const link = this.#link
    if (!link) return null
    const report = own
      ? await link.publisher.readStats(source)
      : await link.receiver.readStats(participantId, source)
    if (!report) return null
    const transport = await link.readTransportStats(own ? 'send' : 'receive')
    return this.#stats.read(`${participantId}:${source}`, report, transport)
  }

  /** Ends all media. */
  close(): void {
    this.#sweep()
    this.#link?.close()
    this.#link?.forget()
    this.#link = null
  }

  #signalingFor(isCurrent: () => boolean): MediaSignaling {
    const { connection, isSeated } = this.#options
    return {
      request: (name, params, options) =>
        // Ids of one media session mean nothing to the server in the next one.
        isCurrent() && isSeated()
          ? connection.request(name, params, options)
          : Promise.reject(new RequestInterruptedError(name)),
    }
  }

  #eventsFor(isCurrent: () => boolean): ConstructorParameters<typeof MediaLink>[0]['events'] {
    const { chat, activity, pathChanged } = this.#options
    const guarded =
      <A extends unknown[]>(action: (...args: A) => void) =>
      (...args: A): void => {
        if (isCurrent()) action(...args)
      }
    return {
      chatOpened: guarded((channel) => chat.opened(channel)),
      chatReceived: guarded((text) => chat.received(text)),
      chatDrained: guarded(() => chat.drained()),
      activityReceived: guarded((text) => activity.received(text)),
      receivedChanged: guarded(() => this.#publishReceived()),
      pathChanged: guarded((state) => {
        if (state === 'open') this.#sweepSoon()
        if (state === 'broken') this.#lose()
        pathChanged(state)
      }),
      stopped: guarded(() => void this.#stopped()),
      silent: guarded(() => void this.#silent()),
      broken: guarded(() => this.#lose()),
    }
  }

  #lose(): void {
    this.#isLost = true
    this.#options.broken()
  }

  /** All media stops when everybody turns everything off, and when the network is away. */
  async #stopped(): Promise<void> {
    const link = this.#link
    const isAnswered = await this.#isAnswered()
    if (link === this.#link && !isAnswered) this.#reachAgain()
  }

  /**
   * Nothing arrives. While signaling works it is UDP that is blocked, and a new
   * session goes through TCP. Without signaling the whole network is away: a new
   * connection finds out first, and the media path is then sought anew.
   */
  async #silent(): Promise<void> {
    const link = this.#link
    const isAnswered = await this.#isAnswered()
    if (link !== this.#link) return
    if (!isAnswered) {
      this.#reachAgain()
    } else if (performance.now() < this.#settlesAt) {
      link?.refresh()
    } else {
      this.#avoidsUdp = true
      this.#lose()
    }
  }

  async #isAnswered(): Promise<boolean> {
    const roundTrip = (await this.#link?.readRoundTrip().catch(() => null)) ?? PING_MS.most
    const timeoutMs = Math.min(PING_MS.most, Math.max(PING_MS.least, 3 * roundTrip))
    return await this.#options.connection.request('ping', {}, { timeoutMs }).then(
      () => true,
      () => false,
    )
  }

  /** Gets a signaling connection over whatever network there is now, and a media path with it. */
  #reachAgain(): void {
    const { connection } = this.#options
    this.#mustRefresh = true
    this.#deadAt = performance.now()
    this.#settlesAt = this.#deadAt + NEW_NETWORK_MS
    if (connection.status.name === 'connected') connection.recycle()
  }

  #sweepSoon(): void {
    if (!this.#former || this.#sweepTimer !== undefined) return
    this.#sweepTimer = setTimeout(() => this.#sweep(), SWEEP_MS)
  }

  #sweep(): void {
    clearTimeout(this.#sweepTimer)
    this.#sweepTimer = undefined
    if (!this.#former) return
    this.#former.forget()
    this.#former = null
    this.#publishReceived()
  }

  #publishReceived(): void {
    const links = [this.#former, this.#link].filter((link) => link !== null)
    const entries = links.flatMap((link) => link.receiver.entries)
    this.#options.store.patch(({ received }) => ({ received: mapReceived(received, entries) }))
  }
}
