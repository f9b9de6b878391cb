import type { DataChannel } from 'node-datachannel'

/** One data channel. */
export class NativeChannel {
  /** Fulfilled when it opens. */
  readonly opened: Promise<void>
  /** Fulfilled when it has ended, on this side or the other. */
  readonly closed: Promise<void>
  readonly #channel: DataChannel
  #listener: ((message: string | Buffer) => void) | undefined
  #early: (string | Buffer)[] = []

  constructor(channel: DataChannel) {
    this.#channel = channel
    this.opened = new Promise((resolve) => channel.onOpen(() => resolve()))
    this.closed = new Promise((resolve) => channel.onClosed(() => resolve()))
    // Set before anything opens; messages that come before the listener wait.
    channel.onMessage((message) => {
      const data = message instanceof ArrayBuffer ? Buffer.from(message) : message
      if (this.#listener) this.#listener(data)
      else this.#early.push(data)
    })
  }

  /** Hears every message from the first one on: text, or bytes. */
  listen(listener: (message: string | Buffer) => void): void {
    this.#listener = listener
    const early = this.#early
    this.#early = []
    for (const message of early) listener(message)
  }

  /** @returns false when it could not be handed over at once */
  send(message: string | Buffer): boolean {
    return typeof message === 'string'
      ? this.#channel.sendMessage(message)
      : this.#channel.sendMessageBinary(message)
  }

  /**
   * Sends to somebody who may have ended the line a moment ago. libdatachannel's send throws from
   * the moment in which the other side's end reaches its socket, and only later says that the
   * channel is closed: between the two, nobody can know whether it may still send.
   * @returns false when nothing can be sent any more
   */
  sendWhileOpen(message: Buffer): boolean {
    try {
      this.send(message)
      return true
    } catch {
      return false
    }
  }

  close(): void {
    this.#channel.close()
  }
}
