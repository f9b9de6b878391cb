import { randomBytes } from 'node:crypto'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { frame } from '../harness/websocket-frame.ts'
import { RawLine } from './raw-line.ts'

/**
 * Address that attacks come from unless they say otherwise: another one of the loopback network, so that
 * those who are attacked have an account of their own.
 */
const ATTACKER = '127.0.0.2'

/** A WebSocket to the signaling address that sends whatever it is told, in any pieces. */
export class RawSocket {
  readonly #line: RawLine
  #requests = 0

  private constructor(line: RawLine) {
    this.#line = line
  }

  /**
   * Opens one; undefined when the server refuses it.
   *
   * @param from - address of this machine that it comes from
   */
  static async open(url: string, path = '/socket.io/', from = ATTACKER): Promise<RawSocket | undefined> {
    const line = await RawLine.open(url, from)
    line?.write(
      `GET ${path}?EIO=4&transport=websocket HTTP/1.1\r\n` +
        `Host: ${new URL(url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
    const status = await line?.expect(/HTTP\/1\.1 \d+/)
    if (line && status?.endsWith(' 101')) return new RawSocket(line)
    line?.cut()
    return undefined
  }

  get isOpen(): boolean {
    return this.#line.isOpen
  }

  /** Says what a Socket.IO client says first. */
  connect(): void {
    this.write(frame({ payload: `40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION })}` }))
  }

  /** Waits until the server has let it in; false when the line ends first. */
  async connected(): Promise<boolean> {
    return (await this.#line.expect(/40\{"sid"/)) !== undefined
  }

  /**
   * Makes a request, whose answer is not waited for.
   *
   * @returns its number, for `answer`
   */
  emit(name: string, params: unknown): number {
    this.#requests += 1
    // Socket.IO protocol 5: the number asks for an answer, without which the server does nothing.
    this.write(frame({ payload: `42${this.#requests}${JSON.stringify([name, params])}` }))
    return this.#requests
  }

  /** Waits for the answer to a request; false when it is refused, or the line ends first. */
  async answer(number: number): Promise<boolean> {
    const answer = await this.#line.expect(new RegExp(`43${number}\\[\\{"ok":(true|false)`))
    return answer?.endsWith('true') === true
  }

  /** @returns whether the line takes more */
  write(bytes: Buffer): boolean {
    return this.#line.write(bytes)
  }

  /** Sends the same bytes as fast as the line takes them, until a time or the end of the socket. */
  async pour(bytes: Buffer, until: number): Promise<void> {
    await this.#line.pour(bytes, until)
  }

  /** Drops the line. */
  cut(): void {
    this.#line.cut()
  }
}
