import type { Logger } from '../../observability/logger.ts'
import { isClosed } from '../library/late-object.ts'
import { PipeTransports, type CarriedCopy } from './pipe-transports.ts'
import type { HostedRouter } from './router-host.ts'

interface Pipe {
  /** The producer on the other router; undefined when it could not be carried. */
  readonly opening: Promise<CarriedCopy | undefined>
  users: number
  timer: NodeJS.Timeout | null
  /** What it was told last. */
  isSending: boolean
}

// Paging back and forth must not rebuild pipes, in milliseconds.
const LINGER_MS = 5000

/** What pipes between the routers of a room work with. */
export interface PipesOptions {
  /** Whether its owner still publishes it. */
  isPublished: (producerId: string) => boolean
  logger: Logger
}

/**
 * The pipes of a room: producers of one router that viewers on another router receive. A pipe
 * opens with its first viewer, carries nothing after the last, and closes a while later.
 */
export class Pipes {
  readonly #pipes = new Map<string, Pipe>()
  readonly #transports = new PipeTransports()
  readonly #options: PipesOptions

  constructor(options: PipesOptions) {
    this.#options = options
  }

  /** Pipes that are open or opening. */
  get size(): number {
    return this.#pipes.size
  }

  /**
   * Makes a producer available on another router.
   *
   * @returns a function that says it is no longer needed, to be called once, or
   *   undefined when the producer closed meanwhile or cannot be carried
   */
  async use(producerId: string, from: HostedRouter, to: HostedRouter): Promise<(() => void) | undefined> {
    const key = `${producerId}>${to.id}`
    const pipe = this.#pipes.get(key) ?? this.#open(key, producerId, from, to)
    pipe.users += 1
    if (pipe.timer) clearTimeout(pipe.timer)
    pipe.timer = null
    followUsers(pipe)
    const release = (): void => this.#release(key, pipe)
    if (await pipe.opening) return release
    release()
    return undefined
  }

  /** Forgets all pipes; they end with the routers of the room. */
  close(): void {
    for (const { timer } of this.#pipes.values()) if (timer) clearTimeout(timer)
    this.#pipes.clear()
  }

  #open(key: string, producerId: string, from: HostedRouter, to: HostedRouter): Pipe {
    const pipe: Pipe = {
      users: 0,
      timer: null,
      isSending: true,
      opening: this.#connect(key, producerId, from, to),
    }
    this.#pipes.set(key, pipe)
    return pipe
  }

  async #connect(
    key: string,
    producerId: string,
    from: HostedRouter,
    to: HostedRouter,
  ): Promise<CarriedCopy | undefined> {
    try {
      const copy = await this.#transports.carry(producerId, from, to, () => this.#pipes.delete(key))
      if (copy && !isClosed(copy)) return copy
    } catch (error) {
      const { isPublished, logger } = this.#options
      // It may have closed since somebody wanted to see it, and of a worker that ended others tell.
      const isExpected = !isPublished(producerId) || from.closed || to.closed
      if (!isExpected) logger.warn({ err: error, producerId }, 'a track could not reach another worker')
    }
    this.#pipes.delete(key)
    return undefined
  }

  #release(key: string, pipe: Pipe): void {
    pipe.users -= 1
    if (pipe.users > 0 || this.#pipes.get(key) !== pipe) return
    followUsers(pipe)
    pipe.timer = setTimeout(() => {
      this.#pipes.delete(key)
      void pipe.opening.then((copy) => copy?.close())
    }, LINGER_MS)
  }
}

/** Has a pipe carry something as long as somebody uses it. Calls reach the worker in their order. */
function followUsers(pipe: Pipe): void {
  void pipe.opening.then(async (copy) => {
    const isSending = pipe.users > 0
    if (!copy || pipe.isSending === isSending) return
    pipe.isSending = isSending
    await copy.setSending(isSending)
  })
}
