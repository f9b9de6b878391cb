import type { SeatMemory } from '../../protocol/index.ts'
import type { SessionState } from '../session/state/state.ts'
import { setInterface, useInterface, type InterfaceState } from './interface.ts'
import { latestPrivateSeq, latestSeq } from './selectors.ts'

/** What the memory of a seat needs of the session. */
export interface MemorySession {
  subscribe(listener: (state: SessionState) => void): void
  remember(memory: SeatMemory): void
}

/**
 * Keeps layout, pins and what was read with the seat, and brings them back when a page
 * comes back to it after a reload or a restart.
 */
export function linkSeatMemory(session: MemorySession): void {
  let restored: SeatMemory | null = null
  session.subscribe((state) => {
    if (state.memory !== restored) {
      restored = state.memory
      if (restored) setInterface(restore(restored, state))
    }
    followRestart(state)
  })
  useInterface.subscribe((now, before) => {
    const changed = now.layout !== before.layout || now.pins !== before.pins
    const hasRead =
      now.lastReadSeq !== before.lastReadSeq || now.lastReadPrivateSeq !== before.lastReadPrivateSeq
    if (changed || hasRead) session.remember(memoryOf(now))
  })
}

function memoryOf({ layout, pins, lastReadSeq, lastReadPrivateSeq }: InterfaceState): SeatMemory {
  const privately = lastReadPrivateSeq === 0 ? {} : { chatReadPrivateSeq: lastReadPrivateSeq }
  return { layout, pins: [...pins], chatReadSeq: lastReadSeq, ...privately }
}

/** Pins of people who have left stay away; those whom the server has not named yet may still come. */
function restore(
  { layout, pins, chatReadSeq, chatReadPrivateSeq = 0 }: SeatMemory,
  { self, participants, isWhole, unlisted }: SessionState,
): Partial<InterfaceState> {
  const isKnown = isWhole && unlisted === 0
  const mayShow = (id: string): boolean => !isKnown || id === self?.id || participants[id] !== undefined
  return {
    layout,
    pins: pins.filter(({ participantId }) => mayShow(participantId)),
    lastReadSeq: chatReadSeq,
    lastReadPrivateSeq: chatReadPrivateSeq,
  }
}

/** A server that lost its newest messages counts on from a lower number: those count as unread. */
function followRestart(state: SessionState): void {
  if (!state.chat.ready) return
  const [latest, latestPrivate] = [latestSeq(state), latestPrivateSeq(state)]
  const { lastReadSeq, lastReadPrivateSeq } = useInterface.getState()
  if (lastReadSeq > latest) setInterface({ lastReadSeq: latest })
  if (lastReadPrivateSeq > latestPrivate) setInterface({ lastReadPrivateSeq: latestPrivate })
}
