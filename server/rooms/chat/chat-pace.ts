import { TokenBucket } from '../../lib/token-bucket.ts'

// Catching up reads the whole history, so it is rarer than writing.
const CATCH_UPS_PER_SECOND = 1
const CATCH_UP_BURST = 10
// Answers to one seat alone: refusals, and acknowledgements of what it sent again. Who
// provokes more gets none.
const ANSWERS_PER_SECOND = 20
const ANSWER_BURST = 300

/** How often each seat may make the chat work for it alone. */
export class ChatPace {
  readonly #catchUps = new Map<string, TokenBucket>()
  readonly #answers = new Map<string, TokenBucket>()

  /** @returns whether this seat may be told the history once more */
  takeCatchUp(seatId: string): boolean {
    return take(this.#catchUps, seatId, CATCH_UPS_PER_SECOND, CATCH_UP_BURST)
  }

  /** @returns whether this seat may be answered once more */
  takeAnswer(seatId: string): boolean {
    return take(this.#answers, seatId, ANSWERS_PER_SECOND, ANSWER_BURST)
  }

  forget(seatId: string): void {
    this.#catchUps.delete(seatId)
    this.#answers.delete(seatId)
  }
}

function take(buckets: Map<string, TokenBucket>, seatId: string, perSecond: number, burst: number): boolean {
  const now = Date.now()
  const bucket = buckets.get(seatId) ?? new TokenBucket(perSecond, burst, now)
  buckets.set(seatId, bucket)
  return bucket.take(now)
}
