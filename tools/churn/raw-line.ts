import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

// Longest piece of what comes that is looked for, in characters.
const LONGEST_SIGN = 200

/** A TCP connection that sends whatever it is told, in any pieces. */
export class RawLine {
  readonly #socket: Socket
  #isOpen = true

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('close', () => (this.#isOpen = false))
    socket.resume()
  }

  /**
   * Opens one; undefined when nobody takes it.
   *
   * @param url - of the server, which speaks HTTP without TLS
   * @param from - address of this machine that it comes from
   */
  static async open(url: string, from: string): Promise<RawLine | undefined> {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), localAddress: from })
    try {
      await once(socket, 'connect')
    } catch {
      return undefined
    }
    socket.on('error', () => undefined)
    return new RawLine(socket)
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#socket.destroyed
  }

  /** @returns whether the line takes more */
  write(bytes: Buffer | string): boolean {
    return this.isOpen && this.#socket.write(bytes)
  }

  /**
   * Sends the same bytes as fast as the line takes them, until a time or the end of the line.
   *
   * @param until - by `performance.now()`
   */
  async pour(bytes: Buffer, until: number): Promise<void> {
    while (this.isOpen && performance.now() < until) {
      if (this.write(bytes)) await new Promise(setImmediate)
      else await this.#next('drain')
    }
  }

  /**
   * Waits for something to come; undefined when the line ends first.
   *
   * @param sign - matches no more than 200 characters of ASCII
   */
  async expect(sign: RegExp): Promise<string | undefined> {
    let text = ''
    let found: string | undefined
    const look = (chunk: Buffer): void => {
      text = text.slice(-LONGEST_SIGN) + chunk.toString('latin1')
      found ??= sign.exec(text)?.[0]
    }
    this.#socket.prependListener('data', look)
    while (this.isOpen && found === undefined) await this.#next('data')
    this.#socket.off('data', look)
    return found
  }

  /** Drops the line. */
  cut(): void {
    this.#socket.destroy()
  }

  /** Waits for an event, or the end of the line. */
  async #next(event: 'drain' | 'data'): Promise<void> {
    if (!this.isOpen) return
    const socket = this.#socket
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off(event, done)
        socket.off('close', done)
        resolve()
      }
      socket.on(event, done)
      socket.on('close', done)
    })
  }
}
