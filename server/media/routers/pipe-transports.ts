import type { CarriedProducer, HostedRouter, PipeEnd, ProducerCopy } from './router-host.ts'

/** The part of a router that a pipe needs. */
export type PipedRouter = Pick<HostedRouter, 'id' | 'openPipe'>

/** A producer on the router to which it is carried. */
export interface CarriedCopy extends Pick<ProducerCopy, 'paused' | 'closed' | 'close'> {
  /**
   * Lets it through, or keeps it back while nobody looks: with all its layers, and at both ends, it
   * costs more than its viewers do. When it comes again, mediasoup asks for key frames.
   */
  setSending(isSending: boolean): Promise<void>
}

/** The two ends of a connection, by router. */
type Connection = ReadonlyMap<string, PipeEnd>

/**
 * Connects routers and carries producers from one to the other. It does what mediasoup's
 * `pipeToRouter` does, but a connection that could not be made is made anew by the next
 * who needs it: mediasoup 3.27 keeps the failure for as long as the router lives.
 *
 * Source: mediasoup documentation, "PipeTransport" and "router.pipeToRouter".
 */
export class PipeTransports {
  readonly #connections = new Map<string, Promise<Connection>>()

  /**
   * Makes a producer of one router a producer of another one, under the same id. Both
   * pause and end together.
   *
   * @param closed - called when the copy has closed
   * @returns the copy, or undefined when the original ended meanwhile
   * @throws {Error} what a router throws when the producer cannot be carried
   */
  async carry(
    producerId: string,
    from: PipedRouter,
    to: PipedRouter,
    closed?: () => void,
  ): Promise<CarriedCopy | undefined> {
    const connection = await this.#connect(from, to)
    const original: { isPaused?: boolean; hasEnded: boolean; copy?: ProducerCopy } = { hasEnded: false }
    const sent = await endAt(connection, from).consume(producerId, {
      paused: (isPaused) => {
        original.isPaused = isPaused
        void original.copy?.setPaused(isPaused)
      },
      closed: () => {
        original.hasEnded = true
        original.copy?.close()
      },
    })
    const copy = await receive(sent, endAt(connection, to), closed)
    original.copy = copy
    // What became of the original while the copy was made.
    if (original.hasEnded) {
      copy.close()
      return undefined
    }
    const { isPaused = sent.description.paused } = original
    if (isPaused !== copy.paused) await copy.setPaused(isPaused)
    return {
      get paused() {
        return copy.paused
      },
      get closed() {
        return copy.closed
      },
      setSending: async (isSending) => await sent.setSending(isSending),
      close: () => copy.close(),
    }
  }

  #connect(one: PipedRouter, other: PipedRouter): Promise<Connection> {
    const key = [one.id, other.id].sort().join(' ')
    const known = this.#connections.get(key)
    if (known) return known
    const forget = (): void => {
      if (this.#connections.get(key) === connecting) this.#connections.delete(key)
    }
    const connecting = connect(one, other, forget)
    this.#connections.set(key, connecting)
    connecting.catch(forget)
    return connecting
  }
}

/** Opens both ends and has them meet; neither outlives the other one. */
async function connect(one: PipedRouter, other: PipedRouter, ended: () => void): Promise<Connection> {
  const ends = new Map<string, PipeEnd>()
  const closeBoth = (): void => {
    for (const end of ends.values()) end.close()
    ended()
  }
  const openings = await Promise.allSettled(
    [one, other].map(async (router) => ends.set(router.id, await router.openPipe(closeBoth))),
  )
  try {
    for (const opening of openings) if (opening.status === 'rejected') throw opening.reason
    const [a, b] = [endAt(ends, one), endAt(ends, other)]
    await Promise.all([a.connect(b.address), b.connect(a.address)])
    if (a.closed || b.closed) throw new Error('A router closed while it was connected to another one.')
    return ends
  } catch (error) {
    closeBoth()
    throw error
  }
}

/** Has the other end make a copy of what one end sends, or else sends it no longer. */
async function receive(sent: CarriedProducer, end: PipeEnd, closed?: () => void): Promise<ProducerCopy> {
  try {
    return await end.produce(sent.description, () => {
      sent.close()
      closed?.()
    })
  } catch (error) {
    sent.close()
    throw error
  }
}

function endAt(connection: Connection, { id }: PipedRouter): PipeEnd {
  const end = connection.get(id)
  if (!end) throw new Error('A pipe does not reach this router.')
  return end
}
