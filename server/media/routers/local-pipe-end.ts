import type { PipeTransport, Producer, Router } from 'mediasoup/types'
import { isClosed } from '../library/late-object.ts'
import { shareParameters } from '../library/shared-parameters.ts'
import { fromLibraryRtp, toLibraryRtp, toLibrarySrtp } from '../library/wire.ts'
import type {
  CarriedEvents,
  CarriedProducer,
  PipeAddress,
  PipeEnd,
  ProducerCopy,
  ProducerDescription,
} from './router-host.ts'

// A key frame of every producer at once overflows the usual 208 KiB.
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024

/** The end of a pipe on a router of this machine. */
export class LocalPipeEnd implements PipeEnd {
  readonly #transport: PipeTransport

  private constructor(transport: PipeTransport) {
    this.#transport = transport
  }

  /**
   * @param listenIp - address that the end listens on, which the other end must reach
   * @param closed - called once, when the end has closed
   * @throws {Error} when the router closes meanwhile, or no port is left
   */
  static async open(
    router: Pick<Router, 'createPipeTransport'>,
    listenIp: string,
    closed: () => void,
  ): Promise<LocalPipeEnd> {
    const transport = await router.createPipeTransport({
      // The default strips NACK, and a lost packet would reach nobody.
      enableRtx: true,
      enableSctp: false,
      listenInfo: {
        protocol: 'udp',
        ip: listenIp,
        sendBufferSize: SOCKET_BUFFER_BYTES,
        recvBufferSize: SOCKET_BUFFER_BYTES,
      },
    })
    transport.observer.once('close', closed)
    return new LocalPipeEnd(transport)
  }

  get address(): PipeAddress {
    const { tuple, srtpParameters } = this.#transport
    return {
      ip: tuple.localAddress,
      port: tuple.localPort,
      ...(srtpParameters ? { srtpParameters } : {}),
    }
  }

  get closed(): boolean {
    return this.#transport.closed
  }

  async connect({ ip, port, srtpParameters }: PipeAddress): Promise<void> {
    await this.#transport.connect({
      ip,
      port,
      ...(srtpParameters ? { srtpParameters: toLibrarySrtp(srtpParameters) } : {}),
    })
  }

  async consume(producerId: string, events: CarriedEvents): Promise<CarriedProducer> {
    const consumer = await this.#transport.consume({ producerId })
    consumer.observer.once('close', () => events.closed())
    // Not what the observer tells: that knows no difference between its owner's pause and ours.
    consumer.on('producerpause', () => events.paused(true))
    consumer.on('producerresume', () => events.paused(false))
    // One that closed while it was made says so to nobody.
    if (isClosed(consumer)) events.closed()
    return {
      description: {
        producerId,
        kind: consumer.kind,
        rtpParameters: fromLibraryRtp(consumer.rtpParameters),
        paused: consumer.producerPaused,
      },
      setSending: async (isSending) => {
        await (isSending ? consumer.resume() : consumer.pause()).catch(() => {
          // It closed meanwhile.
        })
      },
      close: () => consumer.close(),
    }
  }

  async produce(
    { producerId, kind, rtpParameters, paused }: ProducerDescription,
    closed: () => void,
  ): Promise<ProducerCopy> {
    const producer = await this.#transport.produce({
      id: producerId,
      kind,
      rtpParameters: toLibraryRtp(rtpParameters),
      paused,
    })
    shareParameters(producer)
    producer.observer.once('close', closed)
    return new LocalCopy(producer)
  }

  close(): void {
    this.#transport.close()
  }
}

class LocalCopy implements ProducerCopy {
  readonly #producer: Producer

  constructor(producer: Producer) {
    this.#producer = producer
  }

  get paused(): boolean {
    return this.#producer.paused
  }

  get closed(): boolean {
    return this.#producer.closed
  }

  async setPaused(isPaused: boolean): Promise<void> {
    await (isPaused ? this.#producer.pause() : this.#producer.resume()).catch(() => {
      // It closed meanwhile.
    })
  }

  close(): void {
    this.#producer.close()
  }
}
