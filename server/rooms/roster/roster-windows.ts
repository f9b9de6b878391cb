import {
  foldForSearch,
  type Participant,
  type RequestParams,
  type RosterChanged,
  type RosterFound,
  type RosterList,
  type RosterLook,
  type RosterWindow,
} from '../../../protocol/index.ts'
import type { ListView, ListWindow, PeopleLists } from './people-lists.ts'

/** What the windows of a room work with. */
export interface RosterWindowsOptions {
  lists: PeopleLists
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
  /** Somebody has these people in a window now, and is told of them with it. */
  seen: (viewerId: string, list: RosterList, ids: readonly string[]) => void
  send: (viewerId: string, change: RosterChanged) => void
}

/** One window, and what its page believes to be in it. */
interface OpenWindow {
  view: ListView
  told: ListWindow
}

// Shortest time between two messages of one window.
const INTERVAL_MS = 500
// A thousand searches that are followed at once would hold up everybody, so they are followed a few
// at a time: no longer than this, and after this rest. Then windows change later, and nothing else does.
const BUDGET_MS = 10
const REST_MS = 90

/** Windows in which people look at the sorted lists: at most one of each list for each seat. */
export class RosterWindows {
  readonly #options: RosterWindowsOptions
  readonly #open: Record<RosterList, Map<string, OpenWindow>> = { stage: new Map(), people: new Map() }
  /** Windows that were not looked at since the last round began. */
  readonly #due = new Map<OpenWindow, string>()
  #hasNews = false
  #timer: NodeJS.Timeout | undefined
  #followedAt = Number.NEGATIVE_INFINITY

  constructor(options: RosterWindowsOptions) {
    this.#options = options
  }

  /** Windows that are open, in both lists. */
  get size(): number {
    return this.#open.stage.size + this.#open.people.size
  }

  /** Opens or moves a window, or closes it; what is in it. */
  look(viewerId: string, { list, from, count, search }: RosterLook): RosterWindow {
    const { lists } = this.#options
    const view = { list, from, count, search: search === undefined ? undefined : foldForSearch(search) }
    if (count === 0) {
      const { total, from: first } = lists.window(viewerId, view)
      this.#close(viewerId, list)
      return { total, from: first, participants: [] }
    }
    const told = lists.window(viewerId, view)
    this.#open[list].set(viewerId, { view, told })
    this.#options.seen(viewerId, list, told.ids)
    return { total: told.total, from: told.from, participants: this.#describe(told.ids) }
  }

  /** Finds people by their names, in the order of the list of people. */
  find(viewerId: string, { search, limit }: RequestParams<'roster:find'>): RosterFound {
    const participants = this.#options.lists.find(viewerId, foldForSearch(search), limit)
    this.#release('people')
    return { participants }
  }

  /** Somebody looks at nothing any more. */
  close(viewerId: string): void {
    this.#close(viewerId, 'stage')
    this.#close(viewerId, 'people')
  }

  /** Something may have changed in some window. */
  listsChanged(): void {
    if (this.size === 0) return
    this.#hasNews = true
    const due = this.#followedAt + INTERVAL_MS - performance.now()
    this.#timer ??= setTimeout(() => this.#follow(), Math.max(0, due))
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#due.clear()
    this.#open.stage.clear()
    this.#open.people.clear()
  }

  #close(viewerId: string, list: RosterList): void {
    const window = this.#open[list].get(viewerId)
    if (window) this.#due.delete(window)
    if (this.#open[list].delete(viewerId)) this.#options.seen(viewerId, list, [])
    this.#release(list)
  }

  #release(list: RosterList): void {
    if (this.#open[list].size === 0) this.#options.lists.unused(list)
  }

  /** Tells every page whose window has changed, in rounds. */
  #follow(): void {
    this.#timer = undefined
    const begunAt = performance.now()
    if (this.#due.size === 0) this.#beginRound(begunAt)
    for (const [window, viewerId] of this.#due) {
      this.#due.delete(window)
      // It may have been moved or closed since the round began.
      if (this.#open[window.view.list].get(viewerId) === window) this.#followOne(viewerId, window)
      if (this.#due.size === 0 || performance.now() - begunAt < BUDGET_MS) continue
      this.#timer = setTimeout(() => this.#follow(), REST_MS)
      return
    }
    if (this.#hasNews) this.listsChanged()
  }

  #beginRound(now: number): void {
    this.#followedAt = now
    this.#hasNews = false
    for (const open of [this.#open.stage, this.#open.people]) {
      for (const [viewerId, window] of open) this.#due.set(window, viewerId)
    }
  }

  #followOne(viewerId: string, window: OpenWindow): void {
    const { lists, seen, send } = this.#options
    const { view, told: before } = window
    const now = lists.window(viewerId, view)
    if (isSame(before, now)) return
    window.told = now
    const known = new Set(before.ids)
    seen(viewerId, view.list, now.ids)
    const participants = this.#describe(now.ids.filter((id) => !known.has(id)))
    send(viewerId, { list: view.list, ...now, participants })
  }

  #describe(ids: readonly string[]): Participant[] {
    return ids.flatMap((id) => this.#options.find(id) ?? [])
  }
}

function isSame(a: ListWindow, b: ListWindow): boolean {
  return (
    a.total === b.total &&
    a.from === b.from &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, index) => id === b.ids[index])
  )
}
