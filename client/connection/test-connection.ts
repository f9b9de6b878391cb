import {
  PROTOCOL_VERSION,
  type NotificationName,
  type NotificationParams,
  type RequestName,
  type WireError,
} from '../../protocol/index.ts'
import type { ConnectionStatus, SignalingConnection, Welcome } from './connection.ts'
import { RequestInterruptedError } from './request-errors.ts'

/** A request that waits for the test's answer. */
export interface FakeRequest {
  name: RequestName
  params: Record<string, unknown>
  answer: (reply: unknown) => void
  refuse: (error: Error) => void
}

/** What the server says when a fake connection connects. */
export const FAKE_WELCOME: Welcome = {
  protocolVersion: PROTOCOL_VERSION,
  rtpCapabilities: { codecs: [], headerExtensions: [] },
  bitrates: { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 },
  iceServers: [],
}

/** A signaling connection for tests: it connects, breaks and answers when told to. */
export class FakeConnection implements SignalingConnection {
  readonly requests: FakeRequest[] = []
  recycled = 0
  #status: ConnectionStatus = { name: 'connecting', unreachable: false }
  #pending: FakeRequest[] = []
  readonly #statusListeners = new Set<(status: ConnectionStatus) => void>()
  readonly #listeners = new Map<string, Set<(params: never) => void>>()

  get status(): ConnectionStatus {
    return this.#status
  }

  request: SignalingConnection['request'] = (name, params) => {
    if (this.#status.name !== 'connected') return Promise.reject(new RequestInterruptedError(name))
    return new Promise((resolve, reject) => {
      const request: FakeRequest = {
        name,
        params: params,
        answer: resolve as (reply: unknown) => void,
        refuse: reject,
      }
      this.requests.push(request)
      this.#pending.push(request)
    })
  }

  on<N extends NotificationName>(name: N, listener: (params: NotificationParams<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  watchStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  recycle(): void {
    this.recycled += 1
    this.drop()
  }

  close(): void {
    this.#set({ name: 'closed' })
  }

  /** The connection stands and the server has said welcome. */
  connect(): void {
    this.#set({ name: 'connected', welcome: { ...FAKE_WELCOME } })
  }

  /** The connection breaks. */
  drop(): void {
    this.#set({ name: 'connecting', unreachable: false })
  }

  /** An attempt to connect did not reach the server. */
  fail(): void {
    this.#set({ name: 'connecting', unreachable: true })
  }

  /** The server refused for now; the connection asks again. */
  refuseForNow(refusal: WireError): void {
    this.#set({ name: 'connecting', unreachable: false, refusal })
  }

  refuse(reason: Extract<ConnectionStatus, { name: 'refused' }>['reason']): void {
    this.#set({ name: 'refused', reason })
  }

  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(params as never)
  }

  count(name: RequestName): number {
    return this.requests.filter((request) => request.name === name).length
  }

  last(name: RequestName): FakeRequest {
    const found = this.requests.findLast((request) => request.name === name)
    if (!found) throw new Error(`${name} was not asked.`)
    return found
  }

  #set(status: ConnectionStatus): void {
    this.#status = status
    for (const listener of [...this.#statusListeners]) listener(status)
    if (status.name === 'connected') return
    // As with Socket.IO: the status first, then whoever waits for an answer.
    const interrupted = this.#pending
    this.#pending = []
    for (const { name, refuse } of interrupted) refuse(new RequestInterruptedError(name))
  }
}
