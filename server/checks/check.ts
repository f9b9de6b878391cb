import {
  CHECK_BITRATE_MAX,
  CHECK_SECONDS,
  ERRORS,
  ProtocolError,
  type CheckPath,
  type ErrorCode,
  type NotificationName,
  type NotificationParams,
} from '../../protocol/index.ts'
import { TokenBucket } from '../lib/token-bucket.ts'
import { isSameNetwork } from './same-network.ts'
import type { CheckLine, CheckPort } from './check-port.ts'

/** Who makes a check, as far as it is told and charged. */
export interface CheckConnection {
  readonly open: boolean
  readonly usage: {
    readonly payer: object
    readonly address: string
    takeJoin(): boolean
    hold(what: 'seats'): (() => void) | undefined
    overran(): void
    hasOverrun(): boolean
  }
  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void
}

/** What a check works with. */
export interface CheckOptions {
  port: CheckPort
  connection: CheckConnection
  /** Called once when it is over. */
  ended: () => void
}

// Each is two transports; a page needs one for each way, and one in which it measures.
const LINES_MAX = 8
// A flood is seen after so long, in milliseconds.
const WATCH_MS = 250
// A page measures with messages of a thousand bytes; smaller ones in such numbers are of no use.
const MESSAGES_PER_SECOND = 2000
// Browsers send at once what waited in their queues.
const BURST_SECONDS = 2
// All of a check: a minute at a tenth of the most, and two bursts of some seconds.
const BYTES_MAX = 40_000_000

/** One check of one connection. At most one line is open at a time, and none for longer than a minute. */
export class Check {
  /** Name under which its result is kept; undefined until there is one. */
  code: string | undefined
  readonly #options: CheckOptions
  readonly #deadline: NodeJS.Timeout
  readonly #watch: NodeJS.Timeout
  #line: CheckLine | undefined
  #lines = 0
  #isOver = false
  /** Of lines that are closed. */
  #bytesBefore = 0
  #last = { bytes: 0, messages: 0 }
  readonly #bytes = new TokenBucket(
    CHECK_BITRATE_MAX / 8,
    (CHECK_BITRATE_MAX / 8) * BURST_SECONDS,
    performance.now(),
  )
  readonly #messages = new TokenBucket(
    MESSAGES_PER_SECOND,
    MESSAGES_PER_SECOND * BURST_SECONDS,
    performance.now(),
  )

  constructor(options: CheckOptions) {
    this.#options = options
    this.#deadline = setTimeout(() => this.#end('check_over'), CHECK_SECONDS * 1000)
    this.#watch = setInterval(() => void this.#look(), WATCH_MS)
    this.#deadline.unref()
    this.#watch.unref()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /**
   * Opens a line in the place of the one before.
   *
   * @throws {ProtocolError} `rate_limited` after too many, `check_over`, `check_busy`, `media_unavailable`
   */
  async openLine(path: CheckPath): Promise<CheckLine> {
    this.#leaveLine()
    this.#lines += 1
    if (this.#lines > LINES_MAX || !this.#options.connection.usage.takeJoin()) {
      throw new ProtocolError('rate_limited')
    }
    const line = await this.#options.port.openLine(path, () => {
      if (this.#line === line) this.#line = undefined
    })
    // The connection may have ended meanwhile, or the minute.
    if (this.#hasEnded()) {
      line.close()
      throw new ProtocolError('check_over')
    }
    this.#line = line
    return line
  }

  /** @throws {ProtocolError} `check_over` when it is, `not_found` without a line */
  requireLine(): CheckLine {
    if (this.#isOver) throw new ProtocolError('check_over')
    if (!this.#line) throw new ProtocolError('not_found')
    return this.#line
  }

  /** Ends it. May be called more than once. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#deadline)
    clearInterval(this.#watch)
    this.#leaveLine()
    this.#options.ended()
  }

  /** Reads the flag afresh: it changes while a call is awaited. */
  #hasEnded(): boolean {
    return this.#isOver
  }

  #leaveLine(): void {
    this.#bytesBefore += this.#last.bytes
    this.#last = { bytes: 0, messages: 0 }
    this.#line?.close()
    this.#line = undefined
  }

  #end(code: ErrorCode): void {
    if (this.#isOver) return
    this.close()
    this.#options.connection.notify('check:ended', { code, message: ERRORS[code] })
  }

  /**
   * What browsers keep to by themselves, this sees to: a check must serve neither as a flood, nor as a way to
   * somebody else.
   */
  async #look(): Promise<void> {
    const line = this.#line
    const reading = await line?.read()
    if (!reading || line !== this.#line) return
    const { addresses, bytes, messages } = reading
    const now = performance.now()
    const isFlood =
      !this.#bytes.take(now, bytes - this.#last.bytes) ||
      !this.#messages.take(now, messages - this.#last.messages) ||
      this.#bytesBefore + bytes > BYTES_MAX
    this.#last = { bytes, messages }
    if (isFlood) {
      this.#options.connection.usage.overran()
      this.#end('check_over')
    } else if (addresses.send && addresses.receive && !isSameNetwork(addresses.send, addresses.receive)) {
      this.#end('check_over')
    }
  }
}
