import type { NotificationParams } from '../../../protocol/index.ts'
import type { MediaOwner } from '../ports/connection.ts'

type RoomChange = NotificationParams<'room:changed'>

/** Who is told the list of participants, and what it is. */
export interface FirstDeliveryOptions {
  seat: Pick<MediaOwner, 'notify'>
  /** The whole participant list as it is now; null in a room that has become too large for it. */
  list: () => RoomChange | null
}

// The list waits for the first media, but not longer than this.
const WAIT_MS = 1500
// From the acknowledgement of a consumer to its first picture on a slow line.
const FIRST_FRAME_MS = 500

/**
 * Tells somebody whose answer to the join did not name everybody the whole list, once
 * the first picture is on its way: the list must not delay it.
 */
export class FirstDelivery {
  readonly #options: FirstDeliveryOptions
  #timer: NodeJS.Timeout | undefined
  /** When the timer runs out, by `performance.now()`. */
  #dueAt = 0

  constructor(options: FirstDeliveryOptions) {
    this.#options = options
  }

  /**
   * The answer left somebody out.
   *
   * @param hasMedia - media flows already, so nothing has to be waited for
   */
  listFollows({ hasMedia }: { hasMedia: boolean }): void {
    this.#tellIn(hasMedia ? 0 : WAIT_MS)
  }

  /** Media begins to flow: the list follows in a moment, and is not put off by more media. */
  mediaBegins(): void {
    const left = this.#dueAt - performance.now()
    if (this.#timer && left > FIRST_FRAME_MS) this.#tellIn(FIRST_FRAME_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #tellIn(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#dueAt = performance.now() + delayMs
    this.#timer = setTimeout(() => this.#tell(), delayMs)
  }

  #tell(): void {
    this.#timer = undefined
    const { seat, list } = this.#options
    const message = list()
    if (message) seat.notify('room:changed', message)
  }
}
