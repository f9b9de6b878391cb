import { ProtocolError } from '../../../protocol/index.ts'
import type { ConnectionStatus } from '../../connection/connection.ts'
import { RequestTimeoutError } from '../../connection/request-errors.ts'
import { toFailure } from '../state/failure.ts'
import { canRetry, isAskedAtDoor, isHopeless, refusalError } from './join-errors.ts'
import type { JoinLoopOptions } from './join-loop-options.ts'
import { Pause, retryDelay } from './retry-pause.ts'
import type { Failure } from '../state/state.ts'

/** How long a person waits for the first join before hearing that it does not work. */
const FIRST_JOIN_MS = 20_000
/** How long a goodbye may take. */
const LEAVE_MS = 1_500

/**
 * Takes a seat and keeps it: whenever connection or media break, it joins again
 * with the resume token until the seat is back, given up or refused. There is one
 * loop, so two joins are never under way.
 */
export class JoinLoop {
  readonly #options: JoinLoopOptions
  readonly #ends: (() => void)[]
  #name = ''
  #state: 'idle' | 'joining' | 'seated' | 'over' = 'idle'
  /** Joins since media last worked, for longer and longer pauses. */
  #attempts = 0
  /** What the loop waits for. */
  readonly #pause = new Pause()

  constructor(options: JoinLoopOptions) {
    this.#options = options
    const { connection } = options
    this.#ends = [
      connection.watchStatus(() => this.#statusChanged()),
      connection.on('session:ended', (ended) => this.#sessionEnded(ended)),
    ]
  }

  get isSeated(): boolean {
    return this.#state === 'seated'
  }

  /** Name for the next join; the server keeps the name of a seat that is resumed. */
  set name(name: string) {
    this.#name = name
  }

  /**
   * Takes a seat for the first time.
   *
   * @throws {unknown} why it did not work; the loop is idle again then
   */
  async join(name: string): Promise<void> {
    if (this.#state !== 'idle') return
    this.#name = name
    await this.#run(Date.now() + FIRST_JOIN_MS)
  }

  /** Media is broken beyond repair: gets the seat anew, with fresh transports. */
  repair(): void {
    if (this.#state !== 'seated') return
    // The server gives a seat anew only to another connection.
    this.#options.connection.recycle()
  }

  /** Media works: the next trouble is a new one. */
  settled(): void {
    this.#attempts = 0
  }

  /** Stops to keep the seat, and gives it up if there is a connection to say so. */
  async leave(): Promise<void> {
    const { connection, tokens, room } = this.#options
    const wasInside = this.#state === 'seated' || this.#state === 'joining'
    this.close()
    tokens.clear(room)
    if (wasInside && connection.status.name === 'connected') {
      await connection.request('room:leave', {}, { timeoutMs: LEAVE_MS }).catch(() => undefined)
    }
  }

  /** Stops to keep the seat, without a word to the server. */
  close(): void {
    this.#state = 'over'
    for (const end of this.#ends) end()
    this.#pause.end()
  }

  /** Joins until seated. With a deadline it gives up and throws; without one it goes on. */
  async #run(deadline?: number): Promise<void> {
    this.#state = 'joining'
    // Seats that were given and broke at once again must not come in a tight loop.
    if (this.#attempts > 1) await this.#pause.begin(retryDelay(this.#attempts))
    while (this.#state === 'joining') {
      try {
        await this.#connected(deadline)
        if (this.#is('joining')) await this.#joinOnce()
      } catch (error) {
        if (!this.#is('joining')) return
        if (this.#mustGiveUp(error, deadline)) {
          this.#giveUp(error, deadline !== undefined)
          return
        }
        if (error instanceof ProtocolError && error.code === 'already_joined') {
          this.#options.connection.recycle()
        }
        await this.#pause.begin(retryDelay(this.#attempts))
      }
    }
  }

  async #joinOnce(): Promise<void> {
    const { connection, tokens, room, loadEngine, events } = this.#options
    const { status } = connection
    if (status.name !== 'connected') return
    const engine = await loadEngine(status.welcome)
    // Loading takes a moment; on another connection it may not fit any more.
    if (connection.status !== status || !this.#is('joining')) return
    const resumeToken = tokens.read(room)
    const kept = resumeToken === undefined ? undefined : await this.#options.kept()
    if (connection.status !== status || !this.#is('joining')) return
    this.#attempts += 1
    const reply = await connection.request('room:join', {
      room,
      name: this.#name,
      rtpCapabilities: engine.rtpCapabilities,
      ...(resumeToken === undefined ? {} : { resumeToken }),
      credentials: this.#options.credentials(),
      ...(kept === undefined ? {} : { kept }),
    })
    if (!this.#is('joining') || connection.status !== status) return
    tokens.write(room, reply.resumeToken)
    this.#state = 'seated'
    try {
      events.seated(reply, engine)
    } catch (error) {
      this.#end(toFailure(error))
    }
  }

  #statusChanged(): void {
    const { status } = this.#options.connection
    this.#pause.statusChanged()
    if (status.name === 'refused') {
      // A first join reports it to its caller.
      if (this.#state === 'seated') this.#end(status.reason)
    } else if (status.name !== 'connected' && this.#state === 'seated') {
      this.#rejoin()
    }
  }

  #sessionEnded(failure: Failure): void {
    if (failure.code === 'media_unavailable') {
      if (this.#state === 'seated') this.#rejoin()
    } else if (failure.code === 'reads_too_slowly') {
      // What waits on this connection is lost; the seat is not.
      this.#options.connection.recycle()
    } else if (this.#state === 'seated' || this.#state === 'joining') {
      this.#end(failure)
    }
  }

  #rejoin(): void {
    this.#options.events.unseated()
    if (this.#state !== 'seated') return
    this.#run().catch((error: unknown) => this.#end(toFailure(error)))
  }

  #end(failure: Failure): void {
    if (this.#is('over')) return
    this.#options.tokens.clear(this.#options.room)
    this.close()
    this.#options.events.ended(failure)
  }

  /** @throws {unknown} the error, where somebody waits for the outcome */
  #giveUp(error: unknown, isFirst: boolean): void {
    if (!isFirst && !isAskedAtDoor(error)) {
      this.#end(toFailure(error))
      return
    }
    this.#state = 'idle'
    if (isFirst) throw error
    const { tokens, room, events } = this.#options
    tokens.clear(room)
    this.#attempts = 0
    events.shutOut(toFailure(error), this.#name)
  }

  /** After a first join that has a deadline somebody waits for the outcome; afterwards nobody does. */
  #mustGiveUp(error: unknown, deadline: number | undefined): boolean {
    if (deadline === undefined) return !canRetry(error)
    return Date.now() >= deadline || isHopeless(error, this.#hadSeat)
  }

  /** Waits for the connection. */
  async #connected(deadline: number | undefined): Promise<void> {
    for (;;) {
      const { status } = this.#options.connection
      if (status.name === 'connected' || !this.#is('joining')) return
      if (status.name === 'refused') throw refusalError(status.reason)
      if (deadline !== undefined) this.#checkPatience(deadline, status)
      await this.#pause.begin(deadline === undefined ? undefined : deadline - Date.now(), true)
    }
  }

  /** A first join waits for a while. A newcomer who is refused hears the reason at once. */
  #checkPatience(deadline: number, status: ConnectionStatus): void {
    const refusal = status.name === 'connecting' ? status.refusal : undefined
    const isLate = Date.now() >= deadline
    if (refusal && (isLate || !this.#hadSeat)) throw refusalError(refusal)
    if (isLate) throw new RequestTimeoutError('room:join')
  }

  /** Whether this tab was in the room before. */
  get #hadSeat(): boolean {
    const { tokens, room } = this.#options
    return tokens.read(room) !== undefined
  }

  /** Reads the state afresh: it changes while something is awaited. */
  #is(state: 'idle' | 'joining' | 'seated' | 'over'): boolean {
    return this.#state === state
  }
}
