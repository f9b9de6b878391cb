import type { ConsumersChanged, Source } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { RequestInterruptedError } from '../../connection/request-errors.ts'
import type { ChatChannel } from '../../media/session/data-channels.ts'
import type { Engine } from '../../media/session/engine.ts'
import { MediaSession } from '../../media/session/media-session.ts'
import type { FrameTransform } from '../../media/frame-transform.ts'
import type { MediaSignaling } from '../../media/media-signaling.ts'
import type { TrackStats } from '../../media/media-types.ts'
import type { HealthChange } from '../../media/health/health-monitor.ts'
import type { PathState } from '../../media/health/path-health.ts'
import { TrackTrials } from '../../media/receive/track-trials.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { TrackStatsReader } from '../../media/track-stats.ts'
import type { TrackRegistry } from '../../media/track-registry.ts'
import { PathRescue } from './path-rescue.ts'
import { mapReceived } from './received-tracks.ts'
import type { JoinReply } from '../state/join-reply.ts'
import type { SessionStore } from '../state/session-store.ts'
import { trackKey } from '../state/state.ts'

/** Whoever takes what the chat streams of a media session bring. */
interface ChatStreams {
  /** Both directions are open. */
  opened(channel: ChatChannel): void
  /** The streams of the former media session are gone. */
  closed(): void
  received(text: string): void
  /** The send buffer has room again. */
  drained(): void
}

/** Whoever takes what the activity stream of a media session brings. */
interface ActivityStream {
  received(text: string): void
  /** The stream is gone: nobody speaks, as far as is known. */
  silence(): void
}

/** What the media of a seat works with. */
export interface SeatMediaOptions {
  connection: SignalingConnection
  store: SessionStore
  tracks: TrackRegistry
  chat: ChatStreams
  activity: ActivityStream
  /** Takes hold of encoded frames; nothing does by default. */
  frameTransform?: FrameTransform | undefined
  /** Whether requests about media mean anything to the server now. */
  isSeated: () => boolean
  /** `path` is another one now. */
  pathChanged: () => void
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
  #session: MediaSession | null = null
  #former: MediaSession | null = null
  #sweepTimer: ReturnType<typeof setTimeout> | undefined
  /** Set when the present session cannot be saved. */
  #isLost = false
  readonly #rescue: PathRescue
  readonly #trials: TrackTrials

  constructor(options: SeatMediaOptions) {
    this.#options = options
    this.#trials = new TrackTrials((unopened) => options.store.patch({ unopened }))
    this.#rescue = new PathRescue({
      connection: options.connection,
      isSeated: options.isSeated,
      session: () => this.#session,
      lose: () => this.#lose(),
    })
  }

  get publisher(): Publisher | null {
    return this.#session?.publisher ?? null
  }

  get path(): PathState | null {
    return this.#session?.path ?? null
  }

  /** What goes on although signaling broke; undefined when a new session is needed. */
  async kept(): Promise<{ consumerIds: string[]; producerIds: string[] } | undefined> {
    const session = this.#session
    // Browsers cling to a path that has died: new transports find a living one sooner than an ICE restart.
    return this.#isLost || !session || this.#rescue.isDead(session) ? undefined : await session.kept()
  }

  /** The network of this machine changed. */
  networkChanged(): Promise<void> {
    return this.#rescue.networkChanged()
  }

  /** Takes the media session that the server's answer describes: the one that goes on, or a new one. */
  attach(reply: JoinReply, engine: Engine): Publisher {
    const mustRefresh = this.#rescue.takeRefresh()
    const session = this.#session?.isOf(reply) ? this.#session : this.#begin(reply, engine)
    session.publisher.retain(reply.producerIds)
    if (mustRefresh) session.refresh()
    return session.publisher
  }

  #begin(reply: JoinReply, engine: Engine): MediaSession {
    const { chat, activity, tracks, frameTransform } = this.#options
    chat.closed()
    activity.silence()
    this.#sweep()
    this.#former = this.#session
    this.#former?.close()
    const session: MediaSession = new MediaSession({
      engine,
      offer: reply,
      tracks,
      signaling: this.#signalingFor(() => this.#session === session),
      events: this.#eventsFor(() => this.#session === session),
      trials: this.#trials,
      avoidsUdp: this.#rescue.avoidsUdp,
      frameTransform,
    })
    this.#isLost = false
    this.#session = session
    return session
  }

  /** Takes consumers that the server opened or closed. */
  apply(batch: ConsumersChanged): void {
    void this.#session?.receiver.apply(batch)
  }

  /** Numbers of a track, the own ones by `own`. */
  async readStats(participantId: string, source: Source, own: boolean): Promise<TrackStats | null> {
    const session = this.#session
    if (!session) return null
    const report = own
      ? await session.publisher.readStats(source)
      : await session.receiver.readStats(participantId, source)
    if (!report) return null
    const transport = await session.readTransportStats(own ? 'send' : 'receive')
    return this.#stats.read(trackKey(participantId, source), report, transport)
  }

  /** Ends all media. */
  close(): void {
    this.#rescue.close()
    this.release()
  }

  /** The seat is gone: ends its media. Another seat brings its own. */
  release(): void {
    this.#options.chat.closed()
    this.#options.activity.silence()
    this.#sweep()
    this.#session?.close()
    this.#session?.forget()
    this.#session = null
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
    const { chat, activity } = this.#options
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
      healthChanged: guarded((change) => this.#healthChanged(change)),
      broken: guarded(() => this.#lose()),
    }
  }

  #healthChanged({ cause, path }: HealthChange): void {
    if (cause === 'stopped') void this.#rescue.stopped()
    if (cause === 'silent') void this.#rescue.silent()
    if (cause !== 'path') return
    if (path === 'open') this.#sweepSoon()
    if (path === 'broken') this.#lose()
    this.#options.pathChanged()
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
    const sessions = [this.#former, this.#session].filter((session) => session !== null)
    const tracks = sessions.flatMap((session) => session.receiver.received)
    this.#options.store.patch(({ received }) => ({ received: mapReceived(received, tracks) }))
  }
}
