import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { frame } from '../harness/websocket-frame.ts'

/**
 * Address that attacks come from: another one of the loopback network, so that those who are
 * attacked have an account of their own.
 */
const ATTACKER = '127.0.0.2'

/** A WebSocket to the signaling address that sends whatever it is told, in any pieces. */
export class RawSocket {
  readonly #socket: Socket
  #isOpen = true

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('close', () => (this.#isOpen = false))
    socket.resume()
  }

  /** Opens one; undefined when the server refuses it. */
  static async open(url: string, path = '/socket.io/'): Promise<RawSocket | undefined> {
    const { hostname, port, host } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), localAddress: ATTACKER })
    socket.on('error', () => undefined)
    socket.write(
      `GET ${path}?EIO=4&transport=websocket HTTP/1.1\r\n` +
        `Host: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
    const answer = await new Promise<Buffer | undefined>((resolve) => {
      socket.once('data', resolve)
      socket.once('close', () => resolve(undefined))
    })
    if (answer?.toString('latin1').startsWith('HTTP/1.1 101')) return new RawSocket(socket)
    socket.destroy()
    return undefined
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#socket.destroyed
  }

  /** Says what a Socket.IO client says first. */
  connect(): void {
    this.write(frame({ payload: `40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION })}` }))
  }

  /** Sends an event that nobody has to answer. */
  emit(name: string, params: unknown): void {
    this.write(frame({ payload: `42${JSON.stringify([name, params])}` }))
  }

  /** @returns whether the line takes more */
  write(bytes: Buffer): boolean {
    return this.isOpen && this.#socket.write(bytes)
  }

  /** Sends the same bytes as fast as the line takes them, until a time or the end of the socket. */
  async pour(bytes: Buffer, until: number): Promise<number> {
    let sent = 0
    while (this.isOpen && performance.now() < until) {
      sent += 1
      if (this.write(bytes)) await new Promise(setImmediate)
      else await this.#drained()
    }
    return sent
  }

  /** The line takes more, or has ended. */
  async #drained(): Promise<void> {
    if (!this.isOpen) return
    const socket = this.#socket
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done)
        socket.off('close', done)
        resolve()
      }
      socket.on('drain', done)
      socket.on('close', done)
    })
  }

  /** Drops the line. */
  cut(): void {
    this.#socket.destroy()
  }
}
