import type { Router, Transport, WebRtcTransport, Worker } from 'mediasoup/types'

// The newest, and the one from before an ICE restart, which what is still on its way uses.
const KEPT = 2

/** What is known of a transport. */
type NamedTransport = Pick<WebRtcTransport, 'id' | 'closed' | 'iceParameters' | 'observer'>

/** The ICE username fragments by which clients name the transports of a worker. */
export class IceUsernames {
  readonly #known = new Set<string>()
  readonly #byTransport = new Map<string, string[]>()

  /** @param worker - whose transports are known from now on, and until they close */
  constructor(worker: Pick<Worker, 'observer'>) {
    worker.observer.on('newrouter', (router: Router) => {
      router.observer.on('newtransport', (transport: Transport) => {
        if (transport.type === 'webrtc') this.add(transport as WebRtcTransport)
      })
    })
  }

  /** How many are known. */
  get size(): number {
    return this.#known.size
  }

  /** Whether a transport of the worker has this name, or had it before. */
  has(username: string): boolean {
    return this.#known.has(username)
  }

  /** Learns the name that a transport has now; to be called after each ICE restart. */
  add(transport: NamedTransport): void {
    const { id, observer } = transport
    if (transport.closed) return
    const names = this.#byTransport.get(id) ?? []
    if (names.length === 0) observer.once('close', () => this.#forget(id))
    names.push(transport.iceParameters.usernameFragment)
    this.#known.add(transport.iceParameters.usernameFragment)
    for (const old of names.splice(0, names.length - KEPT)) this.#known.delete(old)
    this.#byTransport.set(id, names)
  }

  #forget(id: string): void {
    for (const name of this.#byTransport.get(id) ?? []) this.#known.delete(name)
    this.#byTransport.delete(id)
  }
}
