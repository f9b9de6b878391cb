import type {
  CarriedProducer,
  HostedPeer,
  HostedPeerOptions,
  HostedRouter,
  HostedRouterOptions,
  HostLoad,
  HostOccupant,
  PipeEnd,
  ProducerCopy,
  RouterHost,
} from './router-host.ts'

/** A place for routers without media: it remembers what it was asked, and tells what the test says. */
export class FakeHost implements RouterHost {
  readonly id: string
  readonly routers: FakeRouter[] = []
  /** Waits before a router is made. */
  beforeRouter: () => Promise<void> = () => Promise.resolve()
  /** Waits before somebody is admitted. */
  beforePeer: () => Promise<void> = () => Promise.resolve()
  closed = false
  /** Share of a core that was measured. */
  cpu = 0
  streamShare: number | undefined
  readonly #occupants = new Set<HostOccupant>()

  constructor(id: string) {
    this.id = id
  }

  get occupants(): number {
    return this.#occupants.size
  }

  /** No measurement shows any of those who came. */
  get load(): HostLoad {
    const unseen = [...this.#occupants].reduce((sum, { cost }) => sum + cost, 0)
    const { cpu, occupants, streamShare } = this
    return { expected: cpu + unseen, recentPeak: cpu, participants: occupants, streamShare }
  }

  occupy(occupant: HostOccupant): () => void {
    this.#occupants.add(occupant)
    return () => void this.#occupants.delete(occupant)
  }

  async createRouter(options: HostedRouterOptions): Promise<FakeRouter> {
    await this.beforeRouter()
    const router = new FakeRouter(`${this.id}-${this.routers.length}`, this, options)
    this.routers.push(router)
    return router
  }

  /** The router that was opened last. */
  get router(): FakeRouter {
    const router = this.routers.at(-1)
    if (!router) throw new Error(`${this.id} has no router.`)
    return router
  }
}

/** The part of a room on a fake host. */
export class FakeRouter implements HostedRouter {
  readonly id: string
  readonly options: HostedRouterOptions
  readonly sent: unknown[] = []
  readonly peers: FakePeer[] = []
  /** Copies of producers of other routers. */
  readonly copies: FakeCopy[] = []
  /** What its ends of pipes were told: to send a producer, or to keep it back. */
  readonly sending: boolean[] = []
  /** Waits before a producer of another router is copied. */
  beforeCopy: () => Promise<void> = () => Promise.resolve()
  closed = false
  readonly #host: FakeHost

  constructor(id: string, host: FakeHost, options: HostedRouterOptions) {
    this.id = id
    this.#host = host
    this.options = options
  }

  async admit(options: HostedPeerOptions): Promise<HostedPeer> {
    await this.#host.beforePeer()
    const peer = new FakePeer(options)
    this.peers.push(peer)
    // A room uses no more of it.
    return peer as unknown as HostedPeer
  }

  send(channel: string, payload: string, subchannels?: readonly number[]): void {
    this.sent.push({ channel, payload, subchannels })
  }

  openPipe(closed: () => void): Promise<PipeEnd> {
    const end = {
      address: { ip: '192.0.2.1', port: this.id.length },
      closed: false,
      connect: () => Promise.resolve(),
      consume: (producerId: string): Promise<CarriedProducer> =>
        Promise.resolve({
          description: {
            producerId,
            kind: 'video',
            rtpParameters: { codecs: [], encodings: [] },
            paused: false,
          },
          setSending: (isSending) => {
            this.sending.push(isSending)
            return Promise.resolve()
          },
          close: () => undefined,
        }),
      produce: async (_description: unknown, copyClosed: () => void): Promise<ProducerCopy> => {
        await this.beforeCopy()
        const copy = new FakeCopy(copyClosed)
        this.copies.push(copy)
        return copy
      },
      close: () => {
        if (end.closed) return
        end.closed = true
        closed()
      },
    }
    return Promise.resolve(end)
  }

  close(): void {
    this.closed = true
  }

  /** Ends as it does when its worker dies. */
  lose(): void {
    this.closed = true
    this.#host.closed = true
    this.options.lost(this)
  }
}

/** A producer that came through a fake pipe. */
export class FakeCopy implements ProducerCopy {
  paused = false
  closed = false
  readonly #closed: () => void

  constructor(closed: () => void) {
    this.#closed = closed
  }

  setPaused(isPaused: boolean): Promise<void> {
    this.paused = isPaused
    return Promise.resolve()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#closed()
  }
}

/** One participant on a fake router. */
export class FakePeer {
  readonly options: HostedPeerOptions
  consumers = 0
  running = 0
  closed = false

  constructor(options: HostedPeerOptions) {
    this.options = options
  }

  close(): void {
    this.closed = true
    this.options.closed()
  }
}
