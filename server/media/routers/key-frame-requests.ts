import { TokenBucket, type Rate } from '../../lib/token-bucket.ts'
import { BROWSER_KEY_FRAME_PAUSE_MS } from '../library/key-frame-pause.ts'

/** A consumer of video that is sent anew, or in another layer, and needs a key frame for that. */
export interface VideoBeginning {
  consumerId: string
  /** Whether the worker says when the key frame has passed: it does of tracks with layers. */
  isTold: boolean
}

interface Sender {
  /** Has the page of the publisher send a key frame without being asked by RTCP. */
  readonly ask: () => void
  readonly budget: TokenBucket
  /** Consumers that wait for a key frame, since when, and whether the page was asked for them. */
  readonly waiting: Map<string, { since: number; isTold: boolean; wasAsked: boolean }>
  /** When the worker could last ask by RTCP. */
  requestedAt: number
  /** When a key frame was last asked for, in either way. */
  lastAt: number
  /** Whether a key frame passed since then. */
  hasPassed: boolean
  timer: NodeJS.Timeout | undefined
  dueAt: number
}

// Whoever begins just after a key frame waits this long for the next one at most.
const SPACING_MS = 100
// Those who saw the same key frame are told of it one after another.
const TOLD_WITHIN_MS = 30
/**
 * On top of the three key frames a second that the worker asks for. Each costs several times what
 * another frame does: a page that is turned gets its own, and a storm waits for those of the worker.
 */
const BUDGET: Rate = { perSecond: 1, burst: 4 }
// Nothing has come for so long: no key frame is what lacks.
const GIVE_UP_MS = 1000

/**
 * Asks the pages of publishers for key frames while browsers ignore requests by RTCP: the first
 * request goes out at once in the worker, and the next one only after a pause. Whoever begins in that
 * pause is served by the key frame that is on its way, or, when it has passed already, by one that
 * the page is asked for. All who wait for the same are one request.
 */
export class KeyFrameRequests {
  readonly #senders = new Map<string, Sender>()
  readonly #now: () => number

  /** @param now - a clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Begins to ask the page that sends a producer. */
  add(producerId: string, ask: () => void): void {
    this.remove(producerId)
    this.#senders.set(producerId, {
      ask,
      budget: new TokenBucket(BUDGET.perSecond, BUDGET.burst, this.#now()),
      waiting: new Map(),
      requestedAt: Number.NEGATIVE_INFINITY,
      lastAt: Number.NEGATIVE_INFINITY,
      hasPassed: false,
      timer: undefined,
      dueAt: Number.POSITIVE_INFINITY,
    })
  }

  remove(producerId: string): void {
    clearTimeout(this.#senders.get(producerId)?.timer)
    this.#senders.delete(producerId)
  }

  /** A consumer begins: the worker asks for its key frame unless it did in this pause. */
  begins(producerId: string, { consumerId, isTold }: VideoBeginning): void {
    const sender = this.#senders.get(producerId)
    if (!sender) return
    const now = this.#now()
    const isAskedByWorker = now - sender.requestedAt >= BROWSER_KEY_FRAME_PAUSE_MS
    if (isAskedByWorker) {
      sender.requestedAt = now
      sender.lastAt = now
      sender.hasPassed = false
      if (!isTold) return
    }
    sender.waiting.set(consumerId, { since: now, isTold, wasAsked: false })
    const isTooLate = !isAskedByWorker && (sender.hasPassed || !isTold)
    const pause = isTooLate ? SPACING_MS : BROWSER_KEY_FRAME_PAUSE_MS
    this.#lookAt(sender, Math.max(now, sender.lastAt + pause))
  }

  /** The key frame of a consumer has passed, or it has ended. */
  settled(producerId: string, consumerId: string, { hasBegun }: { hasBegun: boolean }): void {
    const sender = this.#senders.get(producerId)
    if (!sender) return
    sender.waiting.delete(consumerId)
    if (!hasBegun) return
    sender.hasPassed = true
    if (sender.waiting.size === 0) return
    this.#lookAt(sender, Math.max(this.#now() + TOLD_WITHIN_MS, sender.lastAt + SPACING_MS))
  }

  close(): void {
    for (const producerId of [...this.#senders.keys()]) this.remove(producerId)
  }

  /** Looks who still waits at a time, or earlier. */
  #lookAt(sender: Sender, due: number): void {
    if (due >= sender.dueAt) return
    clearTimeout(sender.timer)
    sender.dueAt = due
    sender.timer = setTimeout(() => this.#look(sender), Math.max(0, Math.ceil(due - this.#now())))
  }

  #look(sender: Sender): void {
    const now = this.#now()
    sender.dueAt = Number.POSITIVE_INFINITY
    for (const [id, { since, wasAsked }] of sender.waiting) {
      // One that came for it did not help: its line lacks something else.
      if (wasAsked || now - since >= GIVE_UP_MS) sender.waiting.delete(id)
    }
    if (sender.waiting.size === 0) return
    if (sender.budget.take(now)) {
      sender.lastAt = now
      sender.hasPassed = false
      sender.ask()
      for (const one of sender.waiting.values()) one.wasAsked = true
    }
    for (const [id, { isTold }] of sender.waiting) if (!isTold) sender.waiting.delete(id)
    if (sender.waiting.size > 0) this.#lookAt(sender, now + BROWSER_KEY_FRAME_PAUSE_MS)
  }
}
