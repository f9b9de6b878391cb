import type { ReceivedStream, Receiver } from '../native-peer/receiver.ts'

/** Times of one arrival, in milliseconds after the request to join. */
export interface ArrivalTimes {
  reply?: number
  open?: number
  firstMedia?: number
  allShown?: number
}

/** What an arrival waits for, and whom it tells. */
export interface ArrivalOptions {
  /** Whether a participant speaks now, so that its audio must arrive. */
  speaks: (participantId: string) => boolean
  /** Whether audio of some participant must be among the first streams. */
  expectsAudio: () => boolean
  /** Called once when all that is shown has begun, and the client's own transports are open. */
  completed: () => void
}

/** Follows a client from the request to join until everything that it shows has begun. */
export class Arrival {
  readonly times: ArrivalTimes = {}
  readonly #options: ArrivalOptions
  readonly #completed = Promise.withResolvers<void>()
  #startedAt = 0
  #tiles: readonly string[] | undefined
  #isComplete = false

  constructor(options: ArrivalOptions) {
    this.#options = options
  }

  /** Fulfilled when it is complete. */
  get completed(): Promise<void> {
    return this.#completed.promise
  }

  get isComplete(): boolean {
    return this.#isComplete
  }

  /** The request goes out now. */
  begin(): void {
    this.#startedAt = performance.now()
  }

  /** Notes that the answer came, or that transports are open. */
  mark(what: 'reply' | 'open'): void {
    this.times[what] = this.#elapsed()
  }

  /**
   * Says whose cameras the first view shows; later calls change nothing.
   *
   * @param participantIds - those who have a camera
   */
  expect(participantIds: readonly string[]): void {
    this.#tiles ??= participantIds
  }

  /** Looks what has begun; to be called when a stream begins, or changes. */
  check(receiver: Receiver): void {
    if (this.#isComplete || this.#tiles === undefined) return
    const { streams } = receiver
    if (this.times.firstMedia === undefined && streams.some(hasBegun)) this.times.firstMedia = this.#elapsed()
    if (this.times.allShown === undefined && this.#allShown(streams)) this.times.allShown = this.#elapsed()
    if (this.times.allShown === undefined || this.times.open === undefined) return
    this.#isComplete = true
    this.#options.completed()
    this.#completed.resolve()
  }

  #allShown(streams: readonly ReceivedStream[]): boolean {
    const cameras = new Set(
      streams
        .filter((stream) => stream.source === 'camera' && hasBegun(stream))
        .map(({ participantId }) => participantId),
    )
    if (this.#tiles?.some((id) => !cameras.has(id))) return false
    if (this.#options.expectsAudio() && streams.every(({ kind }) => kind === 'video')) return false
    return streams.every(
      (stream) => stream.kind === 'video' || hasBegun(stream) || !this.#mustBeHeard(stream),
    )
  }

  /** Whether audio must arrive. Silence is sent in rare packets, for which an arrival does not wait. */
  #mustBeHeard({ participantId, paused, producerPaused }: ReceivedStream): boolean {
    return !paused && !producerPaused && this.#options.speaks(participantId)
  }

  #elapsed(): number {
    return performance.now() - this.#startedAt
  }
}

/** Whether a person would see or hear something of a stream. */
function hasBegun({ kind, counts }: ReceivedStream): boolean {
  return kind === 'audio' ? counts.packets > 0 : counts.firstKeyFrameAt !== undefined
}
