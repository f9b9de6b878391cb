import type { PipeTransport, Producer, Router } from 'mediasoup/types'
import { isClosed } from '../library/late-object.ts'

/** The part of a router that a pipe needs. */
export type PipeEnd = Pick<Router, 'id' | 'createPipeTransport'>

/** The transports of two routers that are connected, by router. */
type Pair = ReadonlyMap<string, PipeTransport>

// A key frame of every producer at once overflows the usual 208 KiB.
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024

/**
 * Connects routers and carries producers from one to the other. It does what mediasoup's
 * `pipeToRouter` does, but a connection that could not be made is made anew by the next
 * who needs it: mediasoup 3.27 keeps the failure for as long as the router lives.
 *
 * Source: mediasoup documentation, "PipeTransport" and "router.pipeToRouter".
 */
export class PipeTransports {
  readonly #pairs = new Map<string, Promise<Pair>>()

  /**
   * Makes a producer of one router a producer of another one, under the same id. Both
   * pause and end together.
   *
   * @returns the copy, or undefined when the original ended meanwhile
   * @throws {Error} what mediasoup throws when it cannot be carried
   */
  async carry(producerId: string, from: PipeEnd, to: PipeEnd): Promise<Producer | undefined> {
    const pair = await this.#connection(from, to)
    const out = endOf(pair, from)
    const into = endOf(pair, to)
    const consumer = await out.consume({ producerId })
    try {
      const copy = await into.produce({
        id: producerId,
        kind: consumer.kind,
        rtpParameters: consumer.rtpParameters,
        paused: consumer.producerPaused,
      })
      copy.observer.once('close', () => consumer.close())
      if (isClosed(consumer)) {
        copy.close()
        return undefined
      }
      consumer.observer.once('close', () => copy.close())
      consumer.observer.on('pause', () => void follow(copy, true))
      consumer.observer.on('resume', () => void follow(copy, false))
      if (consumer.producerPaused !== copy.paused) await follow(copy, consumer.producerPaused)
      return copy
    } catch (error) {
      consumer.close()
      throw error
    }
  }

  #connection(one: PipeEnd, other: PipeEnd): Promise<Pair> {
    const key = [one.id, other.id].sort().join(' ')
    const known = this.#pairs.get(key)
    if (known) return known
    const forget = (): void => {
      if (this.#pairs.get(key) === connecting) this.#pairs.delete(key)
    }
    const connecting = connect(one, other, forget)
    this.#pairs.set(key, connecting)
    connecting.catch(forget)
    return connecting
  }
}

async function connect(one: PipeEnd, other: PipeEnd, ended: () => void): Promise<Pair> {
  const opened = await Promise.allSettled([open(one), open(other)])
  const transports = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  try {
    for (const result of opened) if (result.status === 'rejected') throw result.reason
    const [a, b] = transports as [PipeTransport, PipeTransport]
    await Promise.all([meet(a, b), meet(b, a)])
    for (const [transport, counterpart] of [
      [a, b],
      [b, a],
    ] as const) {
      transport.observer.once('close', () => {
        counterpart.close()
        ended()
      })
    }
    if (a.closed || b.closed) throw new Error('A router closed while it was connected to another one.')
    return new Map([
      [one.id, a],
      [other.id, b],
    ])
  } catch (error) {
    for (const transport of transports) transport.close()
    throw error
  }
}

async function open(end: PipeEnd): Promise<PipeTransport> {
  return await end.createPipeTransport({
    // The default strips NACK, and a lost packet would reach nobody.
    enableRtx: true,
    enableSctp: false,
    listenInfo: {
      protocol: 'udp',
      ip: '127.0.0.1',
      sendBufferSize: SOCKET_BUFFER_BYTES,
      recvBufferSize: SOCKET_BUFFER_BYTES,
    },
  })
}

async function meet(transport: PipeTransport, { tuple }: PipeTransport): Promise<void> {
  await transport.connect({ ip: tuple.localAddress, port: tuple.localPort })
}

function endOf(pair: Pair, { id }: PipeEnd): PipeTransport {
  const transport = pair.get(id)
  if (!transport) throw new Error('A pipe does not reach this router.')
  return transport
}

async function follow(copy: Producer, isPaused: boolean): Promise<void> {
  await (isPaused ? copy.pause() : copy.resume()).catch(() => {
    // It closed meanwhile.
  })
}
