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
const WAIT_MS = 1000

/**
 * Tells somebody who joined about everybody else, once the first picture is on
 * its way: the list of a large room must not delay it.
 */
export class Newcomer {
  readonly #options: NewcomerOptions
  readonly #timer: NodeJS.Timeout | null
  #told = false

  constructor(options: NewcomerOptions) {
    this.#options = options
    this.#timer = options.rest.length > 0 ? setTimeout(() => this.tellRest(), WAIT_MS) : null
  }

  /** Sends the rest now, once. */
  tellRest(): void {
    if (this.#told) return
    this.#told = true
    if (this.#timer) clearTimeout(this.#timer)
    for (const chunk of this.#options.rest) {
      const joined = chunk.flatMap((id) => this.#options.find(id) ?? [])
      const change: NotificationParams<'room:changed'> = { joined, left: [], updated: [] }
      if (joined.length > 0) this.#options.seat.notify('room:changed', change)
    }
  }

  close(): void {
    this.#told = true
    if (this.#timer) clearTimeout(this.#timer)
  }
}
