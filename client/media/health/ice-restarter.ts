import type { IceParameters } from '../../../protocol/index.ts'
import type { MediaSignaling } from '../media-signaling.ts'

/** `connecting`: not open yet. `trouble`: it was open, and repair is under way. */
export type PathState = 'connecting' | 'open' | 'trouble' | 'broken'

/** The part of a mediasoup-client transport that the keeper uses. */
export interface KeptTransport {
  readonly id: string
  readonly closed: boolean
  readonly connectionState: string
  on(event: 'connectionstatechange', listener: (state: string) => void): unknown
  restartIce(options: { iceParameters: IceParameters }): Promise<void>
}

/**
 * Time for a path to recover by itself. Chromium says `disconnected` only after
 * five to six seconds without an answer, so little is gained by waiting longer;
 * an ICE restart keeps the present path until it has found a better one.
 */
const PATIENCE_MS = 1_000
/** Time for a first connection; ICE over TCP and a slow line included. */
const CONNECT_MS = 15_000
/** Time for the path to come back after new ICE credentials. */
const RESTART_MS = 5_000
const RESTART_REQUEST_MS = 4_000
/**
 * How long a failure is not believed while a path is sought. A browser fails at
 * once when it has no address, and goes on by itself when it hears of one: Chromium
 * on Linux learns of a new network up to four seconds after it is there.
 */
const FAILURE_PATIENCE_MS = 3_000

/**
 * Watches the network path of one transport and repairs it: first by an ICE
 * restart, which keeps everything that runs over it; when that does not help, it
 * reports `broken` and the transport must be replaced.
 * Source: W3C WebRTC, "RTCPeerConnectionState"; RFC 8445, section 9.
 */
export class IceRestarter {
  readonly #transport: KeptTransport
  readonly #signaling: MediaSignaling
  readonly #changed: (state: PathState) => void
  #state: PathState = 'connecting'
  /** `asked`: for new credentials. `applied`: the browser seeks a path with them. */
  #restart: 'none' | 'asked' | 'applied' = 'none'
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(transport: KeptTransport, signaling: MediaSignaling, changed: (state: PathState) => void) {
    this.#transport = transport
    this.#signaling = signaling
    this.#changed = changed
    transport.on('connectionstatechange', (state) => this.#observed(state))
    this.#after(CONNECT_MS, () => this.#giveUp())
  }

  get state(): PathState {
    return this.#state
  }

  /** The address of this machine changed: looks for a path at once. */
  refresh(): void {
    if (this.#state === 'open' || this.#state === 'trouble') void this.#restartIce()
  }

  /**
   * Something has arrived from the server. A restart that finds its path before
   * the browser has noticed any trouble changes no state, so nothing else tells.
   */
  heard(): void {
    if (this.#restart === 'applied' && this.#transport.connectionState === 'connected') this.#works()
  }

  /** Stops to watch. */
  close(): void {
    clearTimeout(this.#timer)
    this.#state = 'broken'
  }

  #observed(state: string): void {
    if (this.#state === 'broken') return
    if (state === 'connected') {
      this.#works()
    } else if (state === 'disconnected' && this.#state === 'open') {
      this.#after(PATIENCE_MS, () => void this.#restartIce())
    } else if (state === 'failed') {
      // A path that failed during its repair gets no second one.
      if (this.#state === 'open') void this.#restartIce()
      else this.#after(FAILURE_PATIENCE_MS, () => this.#giveUp())
    }
  }

  #works(): void {
    clearTimeout(this.#timer)
    this.#restart = 'none'
    this.#set('open')
  }

  async #restartIce(): Promise<void> {
    this.#restart = 'asked'
    this.#set('trouble')
    this.#after(RESTART_MS, () => this.#giveUp())
    try {
      const { iceParameters } = await this.#signaling.request(
        'transport:restart-ice',
        { transportId: this.#transport.id },
        { timeoutMs: RESTART_REQUEST_MS },
      )
      if (this.#transport.closed) return
      await this.#transport.restartIce({ iceParameters })
      this.#restart = 'applied'
    } catch {
      this.#giveUp()
    }
  }

  #giveUp(): void {
    if (this.#state === 'broken' || this.#transport.closed) return
    clearTimeout(this.#timer)
    this.#set('broken')
  }

  #after(delayMs: number, action: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(action, delayMs)
  }

  #set(state: PathState): void {
    if (this.#state === state) return
    this.#state = state
    this.#changed(state)
  }
}

/** State of several paths together: the worst one decides. */
export function worstPath(states: readonly PathState[]): PathState {
  const order: readonly PathState[] = ['broken', 'trouble', 'connecting', 'open']
  return order.find((state) => states.includes(state)) ?? 'open'
}
