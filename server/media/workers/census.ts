import type { Router, Transport, TransportTuple, WebRtcTransport, Worker } from 'mediasoup/types'

/** Mediasoup objects of one kind each that are open; consumers are counted by participant elsewhere. */
export interface Counts {
  transports: number
  producers: number
  dataProducers: number
  dataConsumers: number
}

/** Open transports that media of a client arrived on, by the protocol of the path that ICE chose last. */
export type PathCounts = Record<TransportTuple['protocol'], number>

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
  readonly #paths: PathCounts = { udp: 0, tcp: 0 }

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
    let protocol: keyof PathCounts | undefined
    const leave = (): void => {
      if (protocol) this.#paths[protocol] -= 1
    }
    observer.on('iceselectedtuplechange', (tuple) => {
      leave()
      protocol = tuple.protocol
      this.#paths[protocol] += 1
    })
    observer.once('close', leave)
  }

  #count(kind: keyof Counts, { observer }: Observed): void {
    this.#counts[kind] += 1
    observer.once('close', () => (this.#counts[kind] -= 1))
  }
}

function isWebRtc(transport: Transport): transport is WebRtcTransport {
  return transport.type === 'webrtc'
}
