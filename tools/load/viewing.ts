import type { View } from '../../protocol/index.ts'
import type { Measures } from './measures.ts'
import { tileSize } from './plan.ts'

/** What a view is made of, and where it goes. */
export interface ViewingOptions {
  /** Ids of the participants who should be on a page, as far as they are known, in order. */
  page: (page: number) => readonly string[]
  /** Tiles on a page, or everything at its best. */
  view: number | 'all'
  /** Whether a participant's camera is known to send nothing now. */
  isCameraIdle: (participantId: string) => boolean
  send: (view: View) => Promise<unknown>
  /** Called when the server refuses a view, which ends the client. */
  failed: (error: unknown) => void
  measures: Measures
}

interface Turn {
  at: number
  /** Participants new on the page whose video has not begun yet. */
  waiting: Set<string>
  /** Those of them whose camera has to begin to send first. */
  idle: ReadonlySet<string>
}

// The browser client sends a view at most this often, too.
const INTERVAL_MS = 100

/** What a client shows, told to the server as the browser client tells it. */
export class Viewing {
  readonly #options: ViewingOptions
  #page = 0
  #shown: readonly string[] | undefined
  #timer: NodeJS.Timeout | undefined
  #turn: Turn | undefined
  #turning = false
  #unfinishedTurns = 0
  #closed = false

  constructor(options: ViewingOptions) {
    this.#options = options
  }

  /** Whose cameras are shown now. */
  get shown(): readonly string[] {
    return this.#shown ?? []
  }

  /** Pages that were turned again before all their videos had begun. */
  get unfinishedTurns(): number {
    return this.#unfinishedTurns
  }

  /** Shows what the page should show; to be called for the first view, and when participants come or go. */
  update(): void {
    if (this.#closed || this.#timer) return
    const wanted = this.#options.page(this.#page)
    const before = this.#shown
    if (before && before.length === wanted.length && wanted.every((id, index) => before[index] === id)) return
    if (this.#turning) this.#beginTurn(wanted, before ?? [])
    this.#shown = wanted
    this.#send(wanted)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.update()
    }, INTERVAL_MS)
  }

  /** Shows the next page. */
  turnPage(): void {
    this.#page += 1
    this.#turning = true
    this.update()
  }

  /** The video of a participant began. */
  videoBegan(participantId: string): void {
    const turn = this.#turn
    if (!turn?.waiting.delete(participantId)) return
    const { measures } = this.#options
    const tookMs = performance.now() - turn.at
    if (turn.idle.has(participantId)) measures.add('pageWake', tookMs)
    if (turn.waiting.size > 0) return
    measures.add('pageTurn', tookMs)
    this.#turn = undefined
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #beginTurn(wanted: readonly string[], before: readonly string[]): void {
    this.#turning = false
    if (this.#turn) this.#unfinishedTurns += 1
    const added = wanted.filter((id) => !before.includes(id))
    const idle = new Set(added.filter((id) => this.#options.isCameraIdle(id)))
    this.#turn = added.length > 0 ? { at: performance.now(), waiting: new Set(added), idle } : undefined
  }

  #send(ids: readonly string[]): void {
    const { view, send, failed } = this.#options
    const size = tileSize(view === 'all' ? 1 : view)
    const tiles =
      view === 'all'
        ? []
        : ids.map((participantId) => ({ participantId, source: 'camera' as const, ...size }))
    send({ tiles, pins: [], ...(view === 'all' ? { everything: true } : {}) }).catch((error: unknown) => {
      if (!this.#closed) failed(error)
    })
  }
}
