import type { ConnectionUsage } from '../../limits/connection-usage.ts'
import { FrameScanner, type FrameFault } from './frame-scanner.ts'
import type { UnfinishedFault, UnfinishedMessages } from './unfinished-messages.ts'

/** Why a socket was ended. */
export type InflowFault = FrameFault | UnfinishedFault | 'flood' | 'too_many_packets'

/** The part of a WebSocket of the library `ws` that is used here. */
export interface IncomingWebSocket {
  terminate(): void
  once(event: 'close', listener: () => void): unknown
  /** What turns bytes into messages; bytes come in by `write` alone. */
  _receiver: { write(chunk: Buffer): boolean }
}

/** What the bytes of a connection are charged to. */
export interface InflowOptions {
  usage: Pick<ConnectionUsage, 'takeArrived'>
  account: object
  unfinished: UnfinishedMessages
  /** Most bytes of one message, until it is raised. */
  maxSize: number
  /** Is told why the socket was ended. */
  ended: (fault: InflowFault) => void
}

/**
 * Stands before the parser of one WebSocket: every byte is counted and charged before it is
 * looked at any further. What is too much ends the socket at once, without the closing
 * handshake for which a flood would not wait.
 */
export class SocketInflow {
  readonly account: object
  readonly #options: InflowOptions
  readonly #webSocket: IncomingWebSocket
  readonly #scanner = new FrameScanner()
  #maxSize: number
  #isEnded = false

  constructor(webSocket: IncomingWebSocket, options: InflowOptions) {
    this.#webSocket = webSocket
    this.#options = options
    this.#maxSize = options.maxSize
    this.account = options.account
    const receiver = webSocket._receiver
    const write = receiver.write.bind(receiver)
    receiver.write = (chunk) => !this.#admits(chunk) || write(chunk)
    webSocket.once('close', () => options.unfinished.remove(this))
  }

  /** Lets messages of this many bytes through from now on. */
  raise(maxSize: number): void {
    this.#maxSize = Math.max(this.#maxSize, maxSize)
  }

  /** Ends the socket at once. */
  end(fault: InflowFault): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#options.unfinished.remove(this)
    this.#options.ended(fault)
    this.#webSocket.terminate()
  }

  /** Whether what arrived may be parsed. */
  #admits(chunk: Buffer): boolean {
    if (this.#isEnded) return false
    const { frames, hasEnded, fault } = this.#scanner.scan(chunk, this.#maxSize)
    if (!this.#options.usage.takeArrived({ messages: frames, bytes: chunk.length })) {
      this.end('flood')
      return false
    }
    if (fault) {
      this.end(fault)
      return false
    }
    const { unfinished } = this.#options
    // What waited has been handed on; what is left over begins anew.
    if (hasEnded) unfinished.remove(this)
    return !this.#scanner.isUnfinished || unfinished.add(this, { pieces: frames, bytes: chunk.length })
  }
}
