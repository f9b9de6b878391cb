import type { Router, Transport, TransportTuple, WebRtcTransport, Worker } from 'mediasoup/types'

/** Mediasoup objects of one kind each that are open; consumers are counted by participant elsewhere. */
export interface Counts {
  transports: number
  producers: number
  dataProducers: number
  dataConsumers: number
}

/**
 * How media of a client comes: UDP or TCP to a media port, TCP through the port of the pages, or TURN there. The
 * last two come from relays on this machine.
 */
export type PathKind = TransportTuple['protocol'] | 'tcp-shared' | 'turn'

/** Open transports that media of a client arrived on, by the path that ICE chose last. */
export type PathCounts = Record<PathKind, number>

/** What can be watched for its end. */
interface Observed {
  observer: { once(event: 'close', listener: () => void): unknown }
}

/**
 * Counts what workers open and close, pipes and the server's own streams included:
 * what is left when everybody has gone is a leak.
 * Source: mediasoup documentation, "Observer API".
 */
export class Census {
  readonly #counts: Counts = { transports: 0, producers: 0, dataProducers: 0, dataConsumers: 0 }
  readonly #paths: PathCounts = { udp: 0, tcp: 0, 'tcp-shared': 0, turn: 0 }
  readonly #isRelay: (protocol: TransportTuple['protocol'], address: string) => boolean

  /** @param isRelay - whether a relay of this server for guests sends from an address, by this protocol */
  constructor(isRelay: (protocol: TransportTuple['protocol'], address: string) => boolean = () => false) {
    this.#isRelay = isRelay
  }

  /** What is open now. */
  get counts(): Readonly<Counts> {
    return this.#counts
  }

  /** How clients reach their transports now. */
  get paths(): Readonly<PathCounts> {
    return this.#paths
  }

  /** Counts what this worker opens from now on. */
  watch(worker: Worker): void {
    worker.observer.on('newrouter', (router: Router) => {
      router.observer.on('newtransport', (transport: Transport) => this.#watchTransport(transport))
    })
  }

  #watchTransport(transport: Transport): void {
    const { observer } = transport
    this.#count('transports', transport)
    if (isWebRtc(transport)) this.#watchPath(transport)
    observer.on('newproducer', (producer: Observed) => this.#count('producers', producer))
    observer.on('newdataproducer', (producer: Observed) => this.#count('dataProducers', producer))
    observer.on('newdataconsumer', (consumer: Observed) => this.#count('dataConsumers', consumer))
  }

  #watchPath({ observer }: WebRtcTransport): void {
    let path: PathKind | undefined
    const leave = (): void => {
      if (path) this.#paths[path] -= 1
    }
    observer.on('iceselectedtuplechange', (tuple) => {
      leave()
      path = this.#pathOf(tuple)
      this.#paths[path] += 1
    })
    observer.once('close', leave)
  }

  #pathOf({ protocol, remoteIp = '' }: TransportTuple): PathKind {
    if (!this.#isRelay(protocol, remoteIp)) return protocol
    return protocol === 'tcp' ? 'tcp-shared' : 'turn'
  }

  #count(kind: keyof Counts, { observer }: Observed): void {
    this.#counts[kind] += 1
    observer.once('close', () => (this.#counts[kind] -= 1))
  }
}

function isWebRtc(transport: Transport): transport is WebRtcTransport {
  return transport.type === 'webrtc'
}
