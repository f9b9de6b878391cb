import { connect, type Socket } from 'node:net'
import { waitFor } from '../harness/wait-for.ts'
import type { BareAnswer, BareName, BareParams, BareReply } from './bare-protocol.ts'
import { PendingCalls } from '../harness/pending-calls.ts'
import { overJsonLines } from '../harness/json-lines.ts'
import { ANSWER_TIMEOUT_MS } from './client.ts'

/** The signaling connection of a client of the bare worker. */
export class BareLink {
  readonly #socket: Socket
  readonly #calls = new PendingCalls()
  readonly #send: (value: unknown) => void
  #messages = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#send = overJsonLines(socket, (value) => this.#answered(value as BareAnswer))
    socket.on('close', () => this.#calls.rejectAll(new Error('The bare worker is gone.')))
  }

  /** @param url - `tcp://host:port` */
  static async connect(url: string): Promise<BareLink> {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new BareLink(socket)
  }

  /** Answers that came so far. */
  get messages(): number {
    return this.#messages
  }

  async request<N extends BareName>(name: N, params: BareParams<N>): Promise<BareReply<N>> {
    const answer = this.#calls.call((id) => this.#send({ id, name, params }))
    return (await waitFor(`the answer to ${name}`, answer, { timeoutMs: ANSWER_TIMEOUT_MS })) as BareReply<N>
  }

  close(): void {
    this.#socket.destroy()
  }

  #answered(answer: BareAnswer): void {
    this.#messages += 1
    if ('error' in answer) this.#calls.reject(answer.id, new Error(answer.error))
    else this.#calls.resolve(answer.id, answer.data)
  }
}
