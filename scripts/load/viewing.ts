import type { View } from '../../protocol/index.ts'
import type { Measures } from './measures.ts'
import { tileSize } from './plan.ts'

export interface ViewingOptions {
  /** People who should be on a page, as far as they are known: ids, in order. */
  page: (page: number) => readonly string[]
  /** Tiles on a page, or everything at its best. */
  view: number | 'all'
  send: (view: View) => Promise<unknown>
  /** Refused, which ends the participant. */
  failed: (error: unknown) => void
  measures: Measures
}

interface Turn {
  at: number
  /** New people whose picture has not begun yet. */
  waiting: Set<string>
}

// As the browser client: changes that follow each other travel together.
const INTERVAL_MS = 100

/** What one participant shows, told to the server as a browser tells it. */
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

  /** Whose pictures are shown now. */
  get shown(): readonly string[] {
    return this.#shown ?? []
  }

  /** Pages that were turned again before all their pictures had begun. */
  get unfinishedTurns(): number {
    return this.#unfinishedTurns
  }

  /** Somebody came or went, or it is time for the first view. */
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

  /** Shows the next people. */
  turnPage(): void {
    this.#page += 1
    this.#turning = true
    this.update()
  }

  /** A picture began. */
  pictureBegan(participantId: string): void {
    const turn = this.#turn
    if (!turn?.waiting.delete(participantId) || turn.waiting.size > 0) return
    this.#options.measures.add('pageTurn', performance.now() - turn.at)
    this.#turn = undefined
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #beginTurn(wanted: readonly string[], before: readonly string[]): void {
    this.#turning = false
    if (this.#turn) this.#unfinishedTurns += 1
    const waiting = new Set(wanted.filter((id) => !before.includes(id)))
    this.#turn = waiting.size > 0 ? { at: performance.now(), waiting } : undefined
  }

  #send(ids: readonly string[]): void {
    const { view, send, failed } = this.#options
    const size = tileSize(view === 'all' ? 1 : view)
    const tiles =
      view === 'all'
        ? []
        : ids.map((participantId) => ({ participantId, source: 'camera' as const, ...size }))
    send({ layout: 'grid', tiles, pins: [], ...(view === 'all' ? { everything: true } : {}) }).catch(
      (error: unknown) => {
        if (!this.#closed) failed(error)
      },
    )
  }
}
