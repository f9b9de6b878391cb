import {
  can,
  ERRORS,
  ProtocolError,
  requests,
  type Ack,
  type RequestName,
  type RequestParams,
  type RequestReply,
  type RequestRow,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import { TokenBucket } from '../lib/token-bucket.ts'
import type { HandlerContext, HandlerTable } from './handler.ts'
import type { RequestObserver } from './request-observer.ts'

/** What the requests of a connection are answered with. */
export interface DispatcherOptions {
  handlers: HandlerTable
  context: HandlerContext
  logger: Logger
  observer: RequestObserver
  /** Requests per second, and at once after a pause. */
  rate: { perSecond: number; burst: number }
  /** Asks for a turn among all connections; undefined when it is now. */
  turn: () => Promise<void> | undefined
}

// Requests of one connection run one after another. This many may wait.
const QUEUE_MAX = 128

/**
 * Validates, runs and answers the requests of one connection, in the order in
 * which they came.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #bucket: TokenBucket
  #tail: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#bucket = new TokenBucket(options.rate.perSecond, options.rate.burst, performance.now())
  }

  /**
   * Takes whatever a client sent. Never throws.
   *
   * @param name - event name; anything
   * @param args - event arguments; anything, an acknowledgement function last
   */
  receive(name: string, args: readonly unknown[]): void {
    const answer = args.at(-1)
    // Without a way to answer there is nobody to tell what is wrong.
    if (typeof answer !== 'function') return
    const respond = (ack: Ack<unknown>): void => {
      ;(answer as (ack: Ack<unknown>) => void)(ack)
    }
    const arrivedAt = performance.now()
    const end = (ack: Ack<unknown>): void => {
      respond(ack)
      this.#observe(name, (performance.now() - arrivedAt) / 1000, ack)
    }
    if (this.#waiting >= QUEUE_MAX || !this.#bucket.take(arrivedAt)) {
      end(refusal(new ProtocolError('rate_limited')))
      return
    }
    const params = args.length === 2 ? args[0] : undefined
    if (isRequestName(name) && isOutOfTurn(name)) {
      void this.#run(name, params).then(end)
      return
    }
    this.#waiting += 1
    this.#tail = this.#tail.then(async () => {
      await this.#options.turn()
      end(await this.#run(name, params))
      this.#waiting -= 1
    })
  }

  #observe(name: string, seconds: number, ack: Ack<unknown>): void {
    const { observer } = this.#options
    const request = isRequestName(name) ? name : 'unknown'
    if (ack.ok) observer.requestEnded(request, seconds, 'ok', ack.data)
    else observer.requestEnded(request, seconds, ack.error.code)
  }

  async #run(name: string, params: unknown): Promise<Ack<unknown>> {
    const { context, logger } = this.#options
    try {
      if (!isRequestName(name)) throw new ProtocolError('unknown_request')
      return { ok: true, data: await this.#handle(name, params) }
    } catch (error) {
      if (error instanceof ProtocolError) {
        logger.debug({ request: name, code: error.code, err: error.cause }, 'request refused')
        return refusal(error)
      }
      // The connection may have ended while the request was under way.
      if (context.session.open) logger.error({ request: name, err: error }, 'request failed')
      return refusal(new ProtocolError('internal'))
    }
  }

  /** @throws {ProtocolError} `not_joined` without a seat, `not_allowed` when its role does not allow that */
  #requirePermission({ permission, action }: RequestRow): void {
    if (permission === 'anybody') return
    const { room, seat } = this.#options.context.session.requireSeat()
    if (action && !can(seat.role, action, room.policy.rules)) throw new ProtocolError('not_allowed')
  }

  async #handle<N extends RequestName>(name: N, params: unknown): Promise<RequestReply<N>> {
    this.#requirePermission(requests[name])
    const parsed = requests[name].params.safeParse(params)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const where = issue && issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : ''
      throw new ProtocolError('bad_request', `${where}${issue?.message ?? ERRORS.bad_request}`.slice(0, 300))
    }
    return await this.#options.handlers[name](this.#options.context, parsed.data as RequestParams<N>)
  }
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name)
}

function isOutOfTurn(name: RequestName): boolean {
  return 'outOfTurn' in requests[name]
}

function refusal({ code, message }: ProtocolError): Ack<never> {
  return { ok: false, error: { code, message } }
}
