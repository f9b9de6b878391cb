import type { SignalingConnection } from '../../connection/connection.ts'
import type { MediaSession } from '../../media/session/media-session.ts'
import { UdpRetry } from './udp-retry.ts'

/** What a rescue may ask and do. */
export interface PathRescueOptions {
  connection: SignalingConnection
  /** Whether requests about media mean anything to the server now. */
  isSeated: () => boolean
  /** The present media session; null while there is none. */
  session: () => RescuedSession | null
  /** Gives the media session up, so that a new one is built. */
  lose: () => void
}

/** What the rescue needs of a media session. */
export type RescuedSession = Pick<MediaSession, 'path' | 'aliveAt' | 'readPath' | 'refresh'>

/** The server gets this long to show that only the media path is dead, or three round trips. */
const PING_MS = { least: 300, most: 1_000 }
/** A browser may need this long to find its way through a network that is new to it. */
const NEW_NETWORK_MS = 6_000

/**
 * Decides what to do when media stops to come, or the network of this machine
 * changes: seek new paths for the same media, or give it up for a new session.
 */
export class PathRescue {
  readonly #options: PathRescueOptions
  readonly #udpRetry: UdpRetry
  /** UDP got through once and does not any more: TCP is used for some time. */
  #avoidsUdp = false
  /** The network changed while nobody could be told. */
  #mustRefresh = false
  /** When media and signaling were found dead together; a path that has shown life since is kept. */
  #deadAt = -Infinity
  /** Until then silence may be the browser's, which does not know its new network yet. */
  #settlesAt = -Infinity

  constructor(options: PathRescueOptions) {
    this.#options = options
    this.#udpRetry = new UdpRetry({
      readPath: async () => {
        const session = options.session()
        return session?.path === 'open' ? ((await session.readPath())?.path ?? null) : null
      },
      attempt: () => {
        this.#avoidsUdp = false
        options.lose()
      },
    })
  }

  /** Whether the next media session should use TCP alone. */
  get avoidsUdp(): boolean {
    return this.#avoidsUdp
  }

  /** Whether a media session has shown no life since everything was found dead. */
  isDead(session: RescuedSession): boolean {
    return session.aliveAt <= this.#deadAt
  }

  /** Whether media that goes on must seek new paths; true once for each time that it must. */
  takeRefresh(): boolean {
    const mustRefresh = this.#mustRefresh
    this.#mustRefresh = false
    return mustRefresh
  }

  /**
   * The network of this machine changed. The signaling connection may hang on the
   * former one without knowing it, and new media paths need it.
   */
  async networkChanged(): Promise<void> {
    const { connection, isSeated } = this.#options
    this.#avoidsUdp = false
    this.#udpRetry.networkChanged()
    this.#settlesAt = performance.now() + NEW_NETWORK_MS
    const session = this.#options.session()
    const isHere = isSeated() && (await this.#isAnswered())
    if (session !== this.#options.session()) return
    if (isHere) {
      session?.refresh()
      return
    }
    this.#mustRefresh = true
    connection.recycle()
  }

  /** All media stops when everybody turns everything off, and when the network is away. */
  async stopped(): Promise<void> {
    const session = this.#options.session()
    const isAnswered = await this.#isAnswered()
    if (session === this.#options.session() && !isAnswered) this.#reachAgain()
  }

  /**
   * Nothing arrives. While signaling works it is UDP that is blocked, and a new
   * session goes through TCP. Without signaling the whole network is away: a new
   * connection finds out first, and the media path is then sought anew.
   */
  async silent(): Promise<void> {
    const session = this.#options.session()
    const isAnswered = await this.#isAnswered()
    if (session !== this.#options.session()) return
    if (!isAnswered) {
      this.#reachAgain()
    } else if (performance.now() < this.#settlesAt) {
      session?.refresh()
    } else {
      this.#avoidsUdp = true
      this.#udpRetry.fled()
      this.#options.lose()
    }
  }

  close(): void {
    this.#udpRetry.close()
  }

  async #isAnswered(): Promise<boolean> {
    const { connection, session } = this.#options
    const path = await session()
      ?.readPath()
      .catch(() => null)
    const timeoutMs = Math.min(
      PING_MS.most,
      Math.max(PING_MS.least, 3 * (path?.roundTripTime ?? PING_MS.most)),
    )
    return await connection.request('ping', {}, { timeoutMs }).then(
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
}
