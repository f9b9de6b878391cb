import { ProtocolError, type RosterLook, type RosterWindow } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { isPassing } from '../../connection/refusal.ts'
import { LatestSender } from './latest-sender.ts'

/** Scrolling and typing change a look many times a second; within this time only the latest is asked. */
const INTERVAL_MS = 100

/**
 * Says to the server which part of a large room's list this page looks at. One request is under
 * way at a time, so that no older answer comes after a newer one.
 */
export class LookSender extends LatestSender<RosterLook> {
  #isOpen = false

  /** @param answered - called with each look and what the server answered to it */
  constructor(connection: SignalingConnection, answered: (look: RosterLook, window: RosterWindow) => void) {
    super(async (look) => {
      // A new seat looks at nothing, so there is nothing to close.
      if (look.count === 0 && !this.#isOpen) return
      if (look.count > 0) this.#isOpen = true
      try {
        answered(look, await connection.request('roster:look', look))
        if (look.count === 0) this.#isOpen = false
      } catch (error) {
        // What the server will never take is not asked again and again.
        if (!(error instanceof ProtocolError) || isPassing(error.code)) throw error
      }
    }, INTERVAL_MS)
  }

  override seated(): void {
    this.#isOpen = false
    super.seated()
  }
}
