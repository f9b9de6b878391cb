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
  #isClosed = false

  constructor(channel: DataChannel) {
    this.#channel = channel
    this.opened = new Promise((resolve) => channel.onOpen(() => resolve()))
    this.closed = new Promise((resolve) => channel.onClosed(() => resolve()))
    void this.closed.then(() => {
      this.#isClosed = true
    })
    // Set before anything opens; messages that come before the listener wait.
    channel.onMessage((message) => {
      const data = message instanceof ArrayBuffer ? Buffer.from(message) : message
      if (this.#listener) this.#listener(data)
      else this.#early.push(data)
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
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

  close(): void {
    this.#isClosed = true
    this.#channel.close()
  }
}
