import { CONSUMER_BATCH_MAX } from '../../../protocol/index.ts'
import type { MediaSignaling } from '../media-signaling.ts'

/**
 * What the server is asked about open consumers. Nobody waits for the answers, and a
 * request that is lost with its connection needs none: the return brings a new batch.
 */
export class ConsumerRequests {
  readonly #signaling: MediaSignaling

  constructor(signaling: MediaSignaling) {
    this.#signaling = signaling
  }

  /** New consumers are open: their media may start. */
  acknowledge(ids: readonly string[]): void {
    inParts(ids, (consumerIds) => this.#signaling.request('consumer:ready', { consumerIds }))
  }

  /**
   * Asks for key frames.
   *
   * @param params - `isLossy`: they stand still because too much is lost on the way
   */
  refresh(ids: readonly string[], params: { isLossy?: true } = {}): void {
    inParts(ids, (consumerIds) => this.#signaling.request('consumer:refresh', { consumerIds, ...params }))
  }
}

function inParts(ids: readonly string[], send: (part: string[]) => Promise<unknown>): void {
  for (let start = 0; start < ids.length; start += CONSUMER_BATCH_MAX) {
    send(ids.slice(start, start + CONSUMER_BATCH_MAX)).catch(() => undefined)
  }
}
