import type { ConnectionUsage } from '../../limits/connection-usage.ts'
import type { FrameFault } from './frame-scanner.ts'
import type { UnfinishedFault, UnfinishedMessages, UnfinishedSocket } from './unfinished-messages.ts'

/** Why a connection was ended. */
export type InflowFault = FrameFault | UnfinishedFault | 'flood' | 'too_many_packets'

/** What the bytes of a connection are charged to. */
export interface InflowOptions {
  usage: Pick<ConnectionUsage, 'takeArrived'>
  account: object
  unfinished: UnfinishedMessages
  /** Most bytes of one message, until it is raised. */
  maxSize: number
  /** Is told why the connection was ended. */
  ended: (fault: InflowFault) => void
}

/**
 * What one connection may send, whatever carries it: how large a message may be, what is charged
 * for what arrives, and the one end that it comes to. What is too much ends the connection at
 * once, without a last word for which a flood would not wait.
 */
export class InflowBudget implements UnfinishedSocket {
  readonly account: object
  readonly #options: InflowOptions
  readonly #terminate: () => void
  #maxSize: number
  #isEnded = false

  /** @param terminate - ends what carries the connection */
  constructor(terminate: () => void, options: InflowOptions) {
    this.account = options.account
    this.#options = options
    this.#terminate = terminate
    this.#maxSize = options.maxSize
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Most bytes of one message. */
  get maxSize(): number {
    return this.#maxSize
  }

  /** Lets messages of this many bytes through from now on. */
  raise(maxSize: number): void {
    this.#maxSize = Math.max(this.#maxSize, maxSize)
  }

  /** Charges what has arrived; false when that was too much, and the connection has ended. */
  charge(arrived: { messages: number; bytes: number }): boolean {
    if (this.#isEnded) return false
    if (this.#options.usage.takeArrived(arrived)) return true
    this.end('flood')
    return false
  }

  /** Keeps pieces of a message that has not ended; false when there is no room, and the connection has ended. */
  keep(arrived: { pieces: number; bytes: number }): boolean {
    return this.#options.unfinished.add(this, arrived)
  }

  /** Nothing of a message waits for its end any more. */
  clear(): void {
    this.#options.unfinished.remove(this)
  }

  /** Ends the connection at once. */
  end(fault: InflowFault): void {
    if (this.#isEnded) return
    this.close()
    this.#options.ended(fault)
    this.#terminate()
  }

  /** The connection has ended by itself. */
  close(): void {
    this.#isEnded = true
    this.clear()
  }
}
