import { connect, type Socket } from 'node:net'
import { withTimeout } from '../harness/wait-for.ts'
import type { BareAnswer, BareName, BareParams, BareReply } from './bare-protocol.ts'
import { overJsonLines } from '../harness/json-lines.ts'
import { ANSWER_TIMEOUT_MS } from './client.ts'

interface Waiting {
  resolve(data: unknown): void
  reject(error: Error): void
}

/** The signaling of a participant of the bare worker. */
export class BareLink {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  readonly #send: (value: unknown) => void
  #nextId = 1
  #messages = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#send = overJsonLines(socket, (value) => this.#answered(value as BareAnswer))
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The bare worker is gone.'))
      this.#waiting.clear()
    })
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
    const id = this.#nextId++
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#send({ id, name, params })
    return (await withTimeout(answer, `no answer to ${name}`, ANSWER_TIMEOUT_MS)) as BareReply<N>
  }

  close(): void {
    this.#socket.destroy()
  }

  #answered(answer: BareAnswer): void {
    this.#messages += 1
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('error' in answer) waiting?.reject(new Error(answer.error))
    else waiting?.resolve(answer.data)
  }
}
