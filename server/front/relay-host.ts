import { fork, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from '../observability/logger.ts'
import {
  byKind,
  type RelayedKind,
  type RelayMessage,
  type RelayReport,
  type RelayTarget,
  type TlsOffer,
} from './relay-messages.ts'

// In a release it is JavaScript, as this file is.
const ENTRY = fileURLToPath(new URL(`relay-process${extname(import.meta.url)}`, import.meta.url))
// A process that dies again and again is started less and less often.
const RESTART_DELAYS_MS = [0, 1000, 5000, 30_000]
const HEALTHY_AFTER_MS = 60_000
/** Connections in the relay process at a time; each has two descriptors there. */
const CARRIED_MAX = 4000

/** What this process loaded first: with it `npm start` runs compiled files, which saves 30 MB. */
function preloads(): string[] {
  const { execArgv } = process
  return execArgv.flatMap((argument, index) =>
    argument === '--import' ? [argument, execArgv[index + 1] ?? ''] : [],
  )
}

/** A connection as Node.js keeps it: the server that counts it, and what the system reads it with. */
interface HandedSocket extends Socket {
  server?: unknown
  _handle?: { reading?: boolean; readStop?: () => void } | null
}

/**
 * Stops to read at once, so that what arrives from now on waits in the kernel for whoever takes the connection
 * over. `pause` alone lets Node.js read on until its own buffer is full.
 */
function stopReading(socket: HandedSocket): void {
  socket.pause()
  const handle = socket._handle
  if (!handle?.readStop) return
  handle.reading = false
  handle.readStop()
}

/**
 * Carries connections in a process of its own, which costs 20 us of a core for each packet: more than signaling
 * for hundreds of people. It begins with the first connection that it has to carry, because most servers never have one
 * and it takes 45 MB, or with the offer of TLS. It is started anew when it dies.
 */
export class RelayHost {
  readonly #logger: Logger
  readonly #carried = new Map<number, { kind: RelayedKind | 'tls'; socket: Socket }>()
  #tls: TlsOffer | undefined
  readonly #bytes = byKind(() => ({ sent: 0, received: 0 }))
  #child: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #lastId = 0
  #failures = 0
  #restarts = 0
  #closed = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Process id of the relay; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** How often the relay process died. */
  get restarts(): number {
    return this.#restarts
  }

  /** Bytes since the start, a second late at most. */
  get bytes(): Readonly<Record<RelayedKind, { sent: number; received: number }>> {
    return this.#bytes
  }

  /** Connections that are carried now. */
  get connections(): Record<'ice' | 'turn' | 'tls', number> {
    const counts = { ice: 0, turn: 0, tls: 0 }
    for (const { kind } of this.#carried.values()) if (kind !== 'pages') counts[kind] += 1
    return counts
  }

  /** Whether TLS may be ended in the relay now. */
  get takesTls(): boolean {
    return this.#tls !== undefined && this.#hasRoom
  }

  /** Lets the relay end TLS, from now on with this certificate. */
  offerTls(offer: TlsOffer): void {
    this.#tls = offer
    if (this.#child) this.#send({ order: 'offer-tls', ...offer })
    else this.#start()
  }

  /**
   * Hands a connection over. It stays open here, without being read, for as long as it is carried: whoever waits
   * for its `close` is told when it has ended there. Without room, or a process, it is closed.
   *
   * @param to - where it goes; `tls` for where what is inside belongs
   * @param opening - what was read of it
   */
  take(socket: Socket, to: { kind: RelayedKind; target: RelayTarget } | 'tls', opening: Buffer): void {
    stopReading(socket)
    // One that has died begins again at its time.
    if (this.#failures === 0) this.#start()
    if (!this.#hasRoom) {
      socket.destroy()
      return
    }
    const id = (this.#lastId += 1)
    this.#carried.set(id, { kind: to === 'tls' ? to : to.kind, socket })
    // Its HTTP server goes on counting it, instead of asking the other process for its end.
    ;(socket as HandedSocket).server = null
    // It may break before it is sent.
    socket.on('error', () => undefined)
    const where = to === 'tls' ? undefined : to
    this.#send({ order: 'carry', id, to: where, opening: opening.toString('base64') }, socket, () =>
      this.#release(id),
    )
  }

  /** Ends all connections and the process. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#child?.kill('SIGKILL')
    this.#releaseAll()
  }

  #start(): void {
    if (this.#closed || this.#child) return
    const startedAt = performance.now()
    const child = fork(ENTRY, [], {
      // It needs nothing of what this process was told, secrets among it.
      env: {},
      execArgv: ['--max-semi-space-size=4', ...preloads()],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child = child
    // It ends with this process, and does not keep it from ending.
    child.unref()
    child.channel?.unref()
    child.on('message', (report: RelayReport) => this.#heard(report))
    let isOver = false
    if (this.#tls) this.#send({ order: 'offer-tls', ...this.#tls })
    const over = (reason: unknown): void => {
      if (isOver) return
      isOver = true
      this.#ended(performance.now() - startedAt, reason)
    }
    child.once('error', over)
    child.once('exit', (code, signal) => over(signal ?? code))
  }

  get #hasRoom(): boolean {
    return !this.#closed && this.#child?.connected === true && this.#carried.size < CARRIED_MAX
  }

  #send(message: RelayMessage, socket?: Socket, failed?: () => void): void {
    this.#child?.send(message, socket, {}, (error) => {
      if (error) failed?.()
    })
  }

  #heard(report: RelayReport): void {
    if (report.event === 'closed') {
      this.#release(report.id)
      return
    }
    for (const kind of ['ice', 'turn', 'pages'] as const) {
      this.#bytes[kind].sent += report.bytes[kind].sent
      this.#bytes[kind].received += report.bytes[kind].received
    }
  }

  #ended(livedMs: number, reason: unknown): void {
    this.#child = undefined
    this.#releaseAll()
    if (this.#closed) return
    this.#restarts += 1
    this.#failures = livedMs > HEALTHY_AFTER_MS ? 1 : this.#failures + 1
    const delay = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length) - 1] ?? 0
    this.#logger.error({ reason }, 'the relay of the shared port died; it is started again')
    this.#timer = setTimeout(() => this.#start(), delay)
    this.#timer.unref()
  }

  #release(id: number): void {
    this.#carried.get(id)?.socket.destroy()
    this.#carried.delete(id)
  }

  #releaseAll(): void {
    for (const id of [...this.#carried.keys()]) this.#release(id)
  }
}
