import { splitNameMark } from '../../../protocol/display-name.ts'
import type { OtherTabs } from '../../connection/other-tabs.ts'
import type { ResumeTokens } from '../../connection/resume-token.ts'
import type { ReturnNote, ReturnNotes } from '../../connection/return-notes.ts'
import type { SessionStore } from '../state/session-store.ts'

/** What a page works with that goes or comes back. */
export interface ComingBackOptions {
  store: SessionStore
  tokens: ResumeTokens
  notes: ReturnNotes
  tabs: OtherTabs
  /** The page goes away; what is said now still reaches the server. */
  leaving: () => void
}

/** Whoever comes by a link is asked first. Source: W3C Navigation Timing, "type". */
function isReload(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return navigation?.type === 'reload'
}

/**
 * Leads a reloaded page back into its meeting, and finds out whether another tab
 * is in it already.
 */
export class ComingBack {
  readonly #options: ComingBackOptions

  constructor(options: ComingBackOptions) {
    this.#options = options
    const { store, tabs, leaving } = options
    store.subscribe(({ phase, self }) => tabs.hold(phase === 'meeting' ? (self?.id ?? null) : null))
    // Not `beforeunload`: phones do not send it. Source: Page Lifecycle, "pagehide".
    const page = (globalThis as { window?: Window }).window
    page?.addEventListener('pagehide', () => {
      this.#leaveNote()
      leaving()
    })
  }

  /**
   * How this tab left the room, if it was in it, or waited for it, a moment ago and the page was reloaded.
   * The note stays until `arrived`: on the way back the page may be reloaded once more.
   */
  recall(room: string): ReturnNote | undefined {
    const { notes, tokens } = this.#options
    const note = isReload() ? notes.read(room) : undefined
    if (note && (note.waits || tokens.read(room) !== undefined)) return note
    notes.clear(room)
    return undefined
  }

  /** The return is over: the page is in the meeting, or shows why it is not. */
  arrived(room: string): void {
    this.#options.notes.clear(room)
    this.#options.store.patch({ isReturning: false })
  }

  /** Shows whether joining would take the seat from another tab. */
  async lookForOtherTab(room: string): Promise<void> {
    const { tokens, tabs, store } = this.#options
    // A token begins with the id of its seat.
    const seatId = tokens.read(room)?.split('.')[0]
    if (seatId === undefined || !(await tabs.isHeld(seatId))) return
    if (store.read().room === room && store.read().phase === 'prejoin') store.patch({ isElsewhere: true })
  }

  #leaveNote(): void {
    const { store, notes } = this.#options
    const { phase, room, self, local, door } = store.read()
    const waits = phase === 'waiting' && door.wait?.kind !== 'refused'
    const name = waits ? door.wait?.name : phase === 'meeting' ? self?.name : undefined
    if (name === undefined) return
    notes.write(room, {
      name: splitNameMark(name).name,
      ...(waits ? { waits } : {}),
      microphoneOn: local.microphone.status !== 'off',
      cameraOn: local.camera.status !== 'off',
    })
  }
}
