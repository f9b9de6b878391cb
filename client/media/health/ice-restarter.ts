import type { IceParameters } from '../../../protocol/index.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { DEADLINE_MS, type TransportEvent, type TransportHealth } from './path-health.ts'

/** The part of a mediasoup-client transport that restarts ICE. */
export interface RestartableTransport {
  readonly id: string
  readonly closed: boolean
  on(event: 'connectionstatechange', listener: (state: string) => void): unknown
  restartIce(options: { iceParameters: IceParameters }): Promise<void>
}

const RESTART_REQUEST_MS = 4_000

/**
 * Carries out what the health of one transport asks for: waits for its deadlines and
 * restarts ICE, which keeps everything that runs over the transport.
 * Source: W3C WebRTC, "restartIce()"; RFC 8445, section 9.
 */
export class IceRestarter {
  readonly #transport: RestartableTransport
  readonly #signaling: MediaSignaling
  readonly #observed: (event: TransportEvent) => void
  /** What has been carried out. */
  #wait: TransportHealth['wait'] = null
  #restarts = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  /** @param observed - hears what the browser and the server say; the answer comes through `follow` */
  constructor(
    transport: RestartableTransport,
    signaling: MediaSignaling,
    observed: (event: TransportEvent) => void,
  ) {
    this.#transport = transport
    this.#signaling = signaling
    this.#observed = observed
    transport.on('connectionstatechange', (state) => this.#tell({ type: 'connection-state', state }))
  }

  /** Takes the health as it is now, and begins what is new in it. */
  follow({ wait, restarts }: TransportHealth): void {
    if (this.#closed) return
    if (wait !== this.#wait) this.#begin(wait)
    if (restarts === this.#restarts) return
    this.#restarts = restarts
    void this.#restartIce()
  }

  /** Ends all waits; nothing is observed any more. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #begin(wait: TransportHealth['wait']): void {
    this.#wait = wait
    clearTimeout(this.#timer)
    if (!wait) return
    const { deadline } = wait
    this.#timer = setTimeout(() => this.#tell({ type: 'deadline-passed', deadline }), DEADLINE_MS[deadline])
  }

  async #restartIce(): Promise<void> {
    try {
      const { iceParameters } = await this.#signaling.request(
        'transport:restart-ice',
        { transportId: this.#transport.id },
        { timeoutMs: RESTART_REQUEST_MS },
      )
      if (this.#transport.closed) return
      await this.#transport.restartIce({ iceParameters })
      this.#tell({ type: 'restart-applied' })
    } catch {
      this.#tell({ type: 'restart-failed' })
    }
  }

  #tell(event: TransportEvent): void {
    if (!this.#closed && !this.#transport.closed) this.#observed(event)
  }
}
