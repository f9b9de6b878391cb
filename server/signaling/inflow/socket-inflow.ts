import { FrameScanner } from './frame-scanner.ts'
import { InflowBudget, type InflowOptions } from './inflow-budget.ts'

/** The part of a WebSocket of the library `ws` that is used here. */
export interface IncomingWebSocket {
  terminate(): void
  once(event: 'close', listener: () => void): unknown
  /** What turns bytes into messages; bytes come in by `write` alone. */
  _receiver: { write(chunk: Buffer): boolean }
}

/** Stands before the parser of one WebSocket: every byte is counted and charged before it is looked at any further. */
export class SocketInflow {
  readonly #budget: InflowBudget
  readonly #scanner = new FrameScanner()

  constructor(webSocket: IncomingWebSocket, options: InflowOptions) {
    this.#budget = new InflowBudget(() => webSocket.terminate(), options)
    const receiver = webSocket._receiver
    const write = receiver.write.bind(receiver)
    receiver.write = (chunk) => !this.#admits(chunk) || write(chunk)
    webSocket.once('close', () => this.#budget.close())
  }

  /** Lets messages of this many bytes through from now on. */
  raise(maxSize: number): void {
    this.#budget.raise(maxSize)
  }

  /** Whether what arrived may be parsed. */
  #admits(chunk: Buffer): boolean {
    const budget = this.#budget
    if (budget.isEnded) return false
    const { frames, hasEnded, fault } = this.#scanner.scan(chunk, budget.maxSize)
    if (!budget.charge({ messages: frames, bytes: chunk.length })) return false
    if (fault) {
      budget.end(fault)
      return false
    }
    // What waited has been handed on; what is left over begins anew.
    if (hasEnded) budget.clear()
    return !this.#scanner.isUnfinished || budget.keep({ pieces: frames, bytes: chunk.length })
  }
}
