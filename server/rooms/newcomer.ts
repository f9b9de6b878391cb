import type { NotificationParams, Participant } from '../../protocol/index.ts'
import type { MediaOwner } from './connection-port.ts'

export interface NewcomerOptions {
  seat: Pick<MediaOwner, 'notify'>
  /** Ids of those whom the reply to the join did not name, in chunks. */
  rest: readonly (readonly string[])[]
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
}

// The rest of the list waits for the first media, but not longer than this.
const WAIT_MS = 1500
// From the acknowledgement of a consumer to its first picture on a slow line.
const FIRST_PICTURE_MS = 500

/**
 * Tells somebody who joined about everybody else, once the first picture is on
 * its way: the list of a large room must not delay it.
 */
export class Newcomer {
  readonly #options: NewcomerOptions
  #timer: NodeJS.Timeout | undefined
  #isSettled: boolean

  constructor(options: NewcomerOptions) {
    this.#options = options
    this.#isSettled = options.rest.length === 0
    if (!this.#isSettled) this.#timer = setTimeout(() => this.#tellRest(), WAIT_MS)
  }

  /** Media begins to flow: the rest follows in a moment. */
  mediaBegins(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tellRest(), FIRST_PICTURE_MS)
  }

  close(): void {
    this.#isSettled = true
    clearTimeout(this.#timer)
  }

  #tellRest(): void {
    this.#isSettled = true
    for (const chunk of this.#options.rest) {
      const joined = chunk.flatMap((id) => this.#options.find(id) ?? [])
      const change: NotificationParams<'room:changed'> = { joined, left: [], updated: [] }
      if (joined.length > 0) this.#options.seat.notify('room:changed', change)
    }
  }
}
