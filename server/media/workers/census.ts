import type { Router, Transport, Worker } from 'mediasoup/types'

/** Mediasoup objects of one kind each that are open; consumers are counted by participant elsewhere. */
export interface Counts {
  transports: number
  producers: number
  dataProducers: number
  dataConsumers: number
}

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

  /** What is open now. */
  get counts(): Readonly<Counts> {
    return this.#counts
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
    observer.on('newproducer', (producer: Observed) => this.#count('producers', producer))
    observer.on('newdataproducer', (producer: Observed) => this.#count('dataProducers', producer))
    observer.on('newdataconsumer', (consumer: Observed) => this.#count('dataConsumers', consumer))
  }

  #count(kind: keyof Counts, { observer }: Observed): void {
    this.#counts[kind] += 1
    observer.once('close', () => (this.#counts[kind] -= 1))
  }
}
