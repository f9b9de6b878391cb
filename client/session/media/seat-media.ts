import type { ConsumersChanged, Source } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { RequestInterruptedError } from '../../connection/request-errors.ts'
import type { Engine } from '../../media/session/engine.ts'
import { MediaSession } from '../../media/session/media-session.ts'
import type { MediaSignaling } from '../../media/media-signaling.ts'
import type { TrackStats } from '../../media/media-types.ts'
import type { PathState } from '../../media/health/ice-restarter.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { TrackStatsReader } from '../../media/track-stats.ts'
import type { TrackRegistry } from '../../media/track-registry.ts'
import type { ActivityTracker } from '../roster/activity-tracker.ts'
import type { ChatClient } from '../chat/chat-client.ts'
import { PathRescue } from './path-rescue.ts'
import { mapReceived } from './received-tracks.ts'
import type { JoinReply } from '../seat/join-loop.ts'
import type { SessionStore } from '../state/session-store.ts'

/** What the media of a seat works with. */
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
  #link: MediaSession | null = null
  #former: MediaSession | null = null
  #sweepTimer: ReturnType<typeof setTimeout> | undefined
  /** Set when the present session cannot be saved. */
  #isLost = false
  readonly #rescue: PathRescue

  constructor(options: SeatMediaOptions) {
    this.#options = options
    this.#rescue = new PathRescue({
      connection: options.connection,
      isSeated: options.isSeated,
      link: () => this.#link,
      lose: () => this.#lose(),
    })
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
    return this.#isLost || !link || this.#rescue.isDead(link) ? undefined : await link.kept()
  }

  /** The network of this machine changed. */
  networkChanged(): Promise<void> {
    return this.#rescue.networkChanged()
  }

  /** Takes the media session that the server's answer describes: the one that goes on, or a new one. */
  attach(reply: JoinReply, engine: Engine): Publisher {
    const mustRefresh = this.#rescue.takeRefresh()
    const link = this.#link?.isOf(reply) ? this.#link : this.#begin(reply, engine)
    link.publisher.retain(reply.producerIds)
    if (mustRefresh) link.refresh()
    return link.publisher
  }

  #begin(reply: JoinReply, engine: Engine): MediaSession {
    const { chat, activity, tracks } = this.#options
    chat.closed()
    activity.silence()
    this.#sweep()
    this.#former = this.#link
    this.#former?.close()
    const link: MediaSession = new MediaSession({
      engine,
      offer: reply,
      tracks,
      signaling: this.#signalingFor(() => this.#link === link),
      events: this.#eventsFor(() => this.#link === link),
      avoidsUdp: this.#rescue.avoidsUdp,
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
    this.#rescue.close()
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

  #eventsFor(isCurrent: () => boolean): ConstructorParameters<typeof MediaSession>[0]['events'] {
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
      stopped: guarded(() => void this.#rescue.stopped()),
      silent: guarded(() => void this.#rescue.silent()),
      broken: guarded(() => this.#lose()),
    }
  }

  #lose(): void {
    this.#isLost = true
    this.#options.broken()
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
