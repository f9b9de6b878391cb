import { ProtocolError, type CheckResult, type ErrorCode } from '../../protocol/index.ts'
import type { CheckPort } from './check-port.ts'
import type { CheckResults } from './check-results.ts'
import { Check, type CheckConnection } from './check.ts'

/** What checks are made with. */
export interface ChecksOptions {
  port: CheckPort
  results: CheckResults
  /** Why nobody may begin one at this moment, if so. */
  refusal: () => ErrorCode | undefined
}

// A second one for somebody else in the house. More would let one address keep all others waiting.
const PER_ADDRESS = 2

/** The checks of all guests: who may begin one, and what they found. */
export class Checks {
  readonly #options: ChecksOptions
  readonly #running = new Map<object, number>()

  constructor(options: ChecksOptions) {
    this.#options = options
  }

  /** How many are under way. */
  get count(): number {
    let count = 0
    for (const ofPayer of this.#running.values()) count += ofPayer
    return count
  }

  /**
   * Begins a check.
   *
   * @throws {ProtocolError} `server_draining` or `server_full` while the server has better to do, `rate_limited` after a
   *   flood, `check_busy` or `network_full` when the address has as many as it may have
   */
  begin(connection: CheckConnection): Check {
    const code = this.#options.refusal()
    if (code) throw new ProtocolError(code)
    const { usage } = connection
    if (usage.hasOverrun()) throw new ProtocolError('rate_limited')
    const running = this.#running.get(usage.payer) ?? 0
    if (running >= PER_ADDRESS) throw new ProtocolError('check_busy')
    const release = usage.hold('seats')
    if (!release) throw new ProtocolError('network_full')
    this.#running.set(usage.payer, running + 1)
    const ended = (): void => {
      release()
      const left = (this.#running.get(usage.payer) ?? 1) - 1
      if (left > 0) this.#running.set(usage.payer, left)
      else this.#running.delete(usage.payer)
    }
    return new Check({ port: this.#options.port, connection, ended })
  }

  /**
   * Keeps what a check found.
   *
   * @returns the code by which it is found again
   */
  report(check: Check, result: CheckResult, address: string): string {
    check.code = this.#options.results.keep(result, address, check.code)
    return check.code
  }
}
