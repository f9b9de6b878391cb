import type { Logger } from '../observability/logger.ts'
import { askStun, StunError, type StunQuery } from './stun-query.ts'

/** A STUN server. */
interface StunServer {
  readonly host: string
  /** UDP port. */
  readonly port: number
}

/** Whom a watch asks. */
export interface PublicAddressOptions {
  /** All are asked at the same time; none asks nobody. */
  servers: readonly StunServer[]
  /** Called whenever another address was found. */
  changed: (address: string) => void
  logger: Logger
  /** Asks one server; over the network unless a test says otherwise. */
  ask?: (query: StunQuery) => Promise<string>
}

/** From one round to the next once an address is known, in milliseconds: providers change it at night. */
export const RENEW_MS = 300_000
/** The pause after the first round without an answer; each further one is twice as long, up to `RENEW_MS`. */
export const RETRY_MS = 10_000
/** Milliseconds that a round takes at most: the start waits for the first one. */
const ROUND_MS = 3000

/**
 * The IPv4 address from which the internet sees this machine, asked again and again. An address that was found
 * stays until another one is: servers that are silent say nothing about it.
 */
export class PublicAddress {
  readonly #options: PublicAddressOptions
  #current: string | undefined
  #pauseMs = RETRY_MS
  /** What went wrong last, so that it is told once. */
  #told = ''
  #timer: NodeJS.Timeout | undefined
  #closed = false

  private constructor(options: PublicAddressOptions) {
    this.#options = options
  }

  /** Asks for the first time, three seconds at most, and from then on until it is closed. Never fails. */
  static async start(options: PublicAddressOptions): Promise<PublicAddress> {
    const watch = new PublicAddress(options)
    if (options.servers.length > 0) await watch.#round()
    return watch
  }

  /** Undefined while nobody has told it. */
  get current(): string | undefined {
    return this.#current
  }

  /** Asks no longer. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  async #round(): Promise<void> {
    const { servers, ask = askStun } = this.#options
    const answers = await Promise.allSettled(
      servers.map(async ({ host, port }) => await ask({ host, port, family: 4, timeoutMs: ROUND_MS })),
    )
    if (this.#closed) return
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    const address = mostNamed(found, this.#current)
    if (address === undefined) this.#failed(answers)
    else this.#found(address, found)
    this.#pauseMs = address === undefined ? Math.min(this.#pauseMs * 2, RENEW_MS) : RETRY_MS
    const pause = address === undefined ? this.#pauseMs / 2 : RENEW_MS
    this.#timer = setTimeout(() => void this.#round(), pause).unref()
  }

  #found(address: string, found: readonly string[]): void {
    const { logger, changed } = this.#options
    const others = found.filter((other) => other !== address)
    if (others.length > 0)
      this.#tell(`${address} ${others.join(' ')}`, () =>
        logger.warn({ address, others }, 'STUN servers name different addresses; most of them decide'),
      )
    else this.#told = ''
    if (address === this.#current) return
    const former = this.#current
    this.#current = address
    logger.info(
      { address, ...(former === undefined ? {} : { former }) },
      'public address, as STUN servers see it',
    )
    changed(address)
  }

  #failed(answers: readonly PromiseSettledResult<string>[]): void {
    const reasons = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [reasonOf(answer.reason)] : [],
    )
    this.#tell(reasons.join('; '), () =>
      this.#options.logger.warn(
        { reasons },
        'no STUN server told the public address; set listen.announce if people outside do not see or hear each other',
      ),
    )
  }

  #tell(what: string, tell: () => void): void {
    if (what === this.#told) return
    this.#told = what
    tell()
  }
}

/** What most say; the present address where as many say that. One server that lies decides nothing among three. */
function mostNamed(found: readonly string[], current: string | undefined): string | undefined {
  const votes = (address: string): number => found.filter((one) => one === address).length
  const known = found.filter((address) => address === current)
  return [...known, ...found].reduce<string | undefined>(
    (best, address) => (best === undefined || votes(address) > votes(best) ? address : best),
    undefined,
  )
}

function reasonOf(error: unknown): string {
  return error instanceof StunError ? error.message : String(error)
}
