import type { ErrorCode, RequestName } from '../../protocol/index.ts'

/** Is told what became of requests, and may not change it. */
export interface RequestObserver {
  /**
   * A request was answered.
   *
   * @param name - its name, or `unknown` when the protocol does not have it
   * @param seconds - from its arrival to its answer
   * @param code - `ok`, or the code of the refusal
   * @param reply - what was answered, when it was carried out
   */
  requestEnded(name: RequestName | 'unknown', seconds: number, code: ErrorCode | 'ok', reply?: unknown): void
  /** A connection was not let in. */
  connectionRefused(code: ErrorCode): void
  /**
   * A socket was ended for what it sent.
   *
   * @param fault - one of a few stable words
   */
  connectionEnded(fault: string): void
}
