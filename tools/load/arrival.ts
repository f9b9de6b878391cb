import type { ReceivedStream, Receiver } from '../native-peer/receiver.ts'

/** Times of one arrival, in milliseconds after the request to join. */
export interface ArrivalTimes {
  reply?: number
  open?: number
  firstMedia?: number
  allShown?: number
}

/** What must have begun before somebody has arrived. */
export interface ArrivalOptions {
  /** Whether a participant speaks now, so that its sound must come. */
  speaks: (participantId: string) => boolean
  /** Whether anybody's sound must be among the first streams. */
  expectsSound: () => boolean
  /** Called once when all that is shown has begun, and the own media is open. */
  completed: () => void
}

/** Follows a newcomer from the request to join until everything that it shows has begun. */
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

  mark(what: 'reply' | 'open'): void {
    this.times[what] = this.#elapsed()
  }

  /**
   * Says whose pictures the first view shows; later ones change nothing.
   *
   * @param participantIds - those who have a camera
   */
  expect(participantIds: readonly string[]): void {
    this.#tiles ??= participantIds
  }

  /** Something began to be shown, or changed. */
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
    const pictures = new Set(
      streams
        .filter((stream) => stream.source === 'camera' && hasBegun(stream))
        .map(({ participantId }) => participantId),
    )
    if (this.#tiles?.some((id) => !pictures.has(id))) return false
    if (this.#options.expectsSound() && streams.every(({ kind }) => kind === 'video')) return false
    return streams.every((stream) => stream.kind === 'video' || hasBegun(stream) || !this.#mustSound(stream))
  }

  /** Silence is nearly free and comes rarely: nobody waits for it. */
  #mustSound({ participantId, paused, producerPaused }: ReceivedStream): boolean {
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
