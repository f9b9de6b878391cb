import type { WebRtcTransport } from 'mediasoup/types'

/** Whoever hears whether the media of a participant gets through. */
export interface FirstPathEvents {
  /** Nothing got through although the client has sought a path for a while. */
  missing: () => void
  /** A path was found after that. */
  found: () => void
}

type WatchedTransport = Pick<WebRtcTransport, 'on' | 'observer' | 'closed'>

// ICE over TCP on a slow line, on a busy machine, takes some seconds; a wrong address never ends.
const PATIENCE_MS = 8000

/**
 * Watches whether a client ever reaches its transports. ICE itself says nothing here: the
 * server waits for the client, and an address that is announced and cannot be reached looks
 * like a client that takes its time. Source: RFC 8445, section 2.5 (ICE-lite).
 */
export class FirstPath {
  readonly #transports: readonly WatchedTransport[]
  readonly #events: FirstPathEvents
  #isFound = false
  #isMissing = false
  #timer: NodeJS.Timeout | undefined

  constructor(transports: readonly WatchedTransport[], events: FirstPathEvents) {
    this.#transports = transports
    this.#events = events
    for (const transport of transports) {
      transport.on('dtlsstatechange', (state) => {
        if (state === 'connected') this.#found()
      })
      transport.observer.once('close', () => this.#closed())
    }
  }

  /** Whether media got through at any time. */
  get isFound(): boolean {
    return this.#isFound
  }

  /** The client is about to seek a path. Further calls change nothing. */
  sought(): void {
    if (this.#isFound || this.#timer !== undefined || this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#isMissing = true
      this.#events.missing()
    }, PATIENCE_MS)
    this.#timer.unref()
  }

  #found(): void {
    clearTimeout(this.#timer)
    if (this.#isFound) return
    this.#isFound = true
    if (this.#isMissing) this.#events.found()
  }

  get #isClosed(): boolean {
    return this.#transports.every(({ closed }) => closed)
  }

  #closed(): void {
    if (this.#isClosed) clearTimeout(this.#timer)
  }
}
