import type { Consumer, Producer } from 'mediasoup/types'
import type { RoomNode } from './room-node.ts'

interface Pipe {
  opening: Promise<{ consumer: Consumer; producer: Producer } | undefined>
  users: number
  timer: NodeJS.Timeout | null
}

// Paging back and forth must not rebuild pipes, in milliseconds.
const LINGER_MS = 5000
// A key frame of every producer at once overflows the usual 208 KiB.
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024

/**
 * The pipes of a room: producers of one node that viewers on another node
 * receive. A pipe opens with its first viewer and closes after the last.
 */
export class Pipes {
  readonly #pipes = new Map<string, Pipe>()

  /** Pipes that are open or opening. */
  get size(): number {
    return this.#pipes.size
  }

  /**
   * Makes a producer available on another node.
   *
   * @returns a function that says it is no longer needed, to be called once, or
   *   undefined when the producer closed meanwhile
   */
  async use(producerId: string, from: RoomNode, to: RoomNode): Promise<(() => void) | undefined> {
    const key = `${producerId}>${to.router.id}`
    const pipe = this.#pipes.get(key) ?? this.#open(key, producerId, from, to)
    pipe.users += 1
    if (pipe.timer) clearTimeout(pipe.timer)
    pipe.timer = null
    const release = (): void => this.#release(key, pipe)
    if (await pipe.opening) return release
    release()
    return undefined
  }

  close(): void {
    for (const { timer } of this.#pipes.values()) if (timer) clearTimeout(timer)
    this.#pipes.clear()
  }

  #open(key: string, producerId: string, from: RoomNode, to: RoomNode): Pipe {
    const pipe: Pipe = {
      users: 0,
      timer: null,
      opening: this.#connect(key, producerId, from, to),
    }
    this.#pipes.set(key, pipe)
    return pipe
  }

  async #connect(
    key: string,
    producerId: string,
    from: RoomNode,
    to: RoomNode,
  ): Promise<{ consumer: Consumer; producer: Producer } | undefined> {
    try {
      const { pipeConsumer, pipeProducer } = await from.router.pipeToRouter({
        producerId,
        router: to.router,
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
      if (!pipeConsumer || !pipeProducer) return undefined
      pipeProducer.observer.once('close', () => this.#pipes.delete(key))
      return { consumer: pipeConsumer, producer: pipeProducer }
    } catch {
      // The producer or a worker closed since somebody wanted to see it.
      this.#pipes.delete(key)
      return undefined
    }
  }

  #release(key: string, pipe: Pipe): void {
    pipe.users -= 1
    if (pipe.users > 0 || this.#pipes.get(key) !== pipe) return
    pipe.timer = setTimeout(() => {
      this.#pipes.delete(key)
      void pipe.opening.then((open) => open?.producer.close())
    }, LINGER_MS)
  }
}
