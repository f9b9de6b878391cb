import type { Roster } from '../native-peer/roster.ts'
import type { Workload } from './client.ts'
import type { Listed } from './directory.ts'
import { indexOf, pageOf } from './plan.ts'

/** Chooses whom a client shows: at first those who are there, later those of the plan. */
export class PageChoice {
  readonly #index: number
  readonly #workload: Pick<Workload, 'view' | 'cast'>
  readonly #roster: Roster
  #plannedIds: ReadonlyMap<number, string> | undefined

  /** @param index - of the client that looks */
  constructor(index: number, workload: Pick<Workload, 'view' | 'cast'>, roster: Roster) {
    this.#index = index
    this.#workload = workload
    this.#roster = roster
  }

  /**
   * From now on pages are those of the plan.
   *
   * @param people - those who are there now
   */
  followPlan(people: readonly Listed[]): void {
    this.#plannedIds = new Map(
      people.flatMap(({ id, name }) => {
        const index = indexOf(name)
        return index === undefined ? [] : [[index, id] as const]
      }),
    )
  }

  /**
   * Participant ids on a page, in order.
   *
   * @param page - 0 for the first one
   * @param shown - those who are shown now; they stay until the plan is followed
   */
  idsOn(page: number, shown: readonly string[]): readonly string[] {
    const { view, cast } = this.#workload
    if (view === 'all') return []
    const planned = this.#plannedIds
    if (planned) return pageOf(this.#index, cast, view, page).flatMap((index) => planned.get(index) ?? [])
    if (shown.length >= view) return shown
    const others = this.#roster.others.map(({ id }) => id)
    return [...new Set([...shown, ...this.withCamera(others)])].slice(0, view)
  }

  /** Those of some participants whose camera sends, as far as the roster knows. */
  withCamera(ids: readonly string[]): string[] {
    return ids.filter((id) =>
      this.#roster.find(id)?.publications.some(({ source, paused }) => source === 'camera' && !paused),
    )
  }
}
