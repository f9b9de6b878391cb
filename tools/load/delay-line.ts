import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * A line that takes time: whatever is sent through it arrives later, in order and
 * unchanged, in both directions. It lies between signaling and the server, because
 * that is where round trips add up; media has a path of its own.
 */
export class DelayLine {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
  }

  /**
   * Opens a line to a server.
   *
   * @param target - where it leads
   * @param delayMs - for each direction
   */
  static async open(target: { host: string; port: number }, delayMs: number): Promise<DelayLine> {
    const server = createServer()
    const line = new DelayLine(server)
    server.on('connection', (near) => {
      const far = connect(target)
      line.#join(near, far, delayMs)
      line.#join(far, near, delayMs)
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    return line
  }

  /** The port of this end, on the loopback address. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #join(from: Socket, to: Socket, delayMs: number): void {
    this.#sockets.add(from)
    from.setNoDelay(true)
    const later = (action: () => void): void => {
      // Timers of equal length fire in the order in which they were set.
      setTimeout(() => {
        if (!to.destroyed) action()
      }, delayMs)
    }
    from.on('data', (chunk) => later(() => to.write(chunk)))
    from.on('end', () => later(() => to.end()))
    from.on('close', () => {
      this.#sockets.delete(from)
      later(() => to.destroy())
    })
    // The end that failed closes, and the other one follows.
    from.on('error', () => undefined)
  }
}
