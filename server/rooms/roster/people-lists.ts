import {
  foldForSearch,
  type Participant,
  type RosterFound,
  type RosterList,
} from '../../../protocol/index.ts'
import { placeOf, SortedPeople, windowStart } from './sorted-people.ts'

/** A part of a list, or of what a search found in it. */
export interface ListWindow {
  total: number
  from: number
  ids: string[]
}

/** Which part of a list somebody looks at. */
export interface ListView {
  list: RosterList
  from: number
  count: number
  /** Folded; undefined for the whole list. */
  search: string | undefined
}

/** Name of somebody, and how a search sees it. */
interface Folded {
  name: string
  folded: string
}

// Sorting a large room anew with each look would be work that one client can ask for again and again.
const KEEP_MS = 30_000

/** The lists of everybody in their orders. Each is sorted when somebody looks at it, and kept while somebody does. */
export class PeopleLists {
  readonly #find: (participantId: string) => Participant | undefined
  /** Number of everybody in the room, in the order in which they came. */
  readonly #ages = new Map<string, number>()
  readonly #sorted = new Map<RosterList, SortedPeople>()
  readonly #folded = new Map<string, Folded>()
  readonly #drops = new Map<RosterList, NodeJS.Timeout>()
  #nextAge = 0

  /** @param find - the participant as it is now, or undefined when gone */
  constructor(find: (participantId: string) => Participant | undefined) {
    this.#find = find
  }

  /** How many are in the room. */
  get size(): number {
    return this.#ages.size
  }

  /** Everybody, in the order in which they came. */
  get ids(): Iterable<string> {
    return this.#ages.keys()
  }

  has(participantId: string): boolean {
    return this.#ages.has(participantId)
  }

  add(participantId: string): void {
    if (this.has(participantId)) return
    this.#ages.set(participantId, this.#nextAge++)
    this.changed(participantId)
  }

  remove(participantId: string): void {
    this.#ages.delete(participantId)
    this.#folded.delete(participantId)
    for (const sorted of this.#sorted.values()) sorted.remove(participantId)
  }

  /**
   * Something of a participant is not as it was.
   *
   * @returns whether a list that is kept has changed
   */
  changed(participantId: string): boolean {
    const age = this.#ages.get(participantId)
    const participant = this.#find(participantId)
    if (age === undefined || !participant) return false
    if (this.#folded.get(participantId)?.name !== participant.name) this.#folded.delete(participantId)
    let hasMoved = false
    for (const [list, sorted] of this.#sorted) {
      if (sorted.put(placeOf(list, participant, age))) hasMoved = true
    }
    return hasMoved
  }

  /** What somebody sees who looks at a list: never oneself. */
  window(viewerId: string, { list, from, count, search }: ListView): ListWindow {
    const sorted = this.#sort(list)
    if (search === undefined || search === '') return sorted.slice(viewerId, from, count)
    const found = [...this.#matches(sorted, viewerId, search)]
    const first = windowStart(found.length, from, count)
    return { total: found.length, from: first, ids: found.slice(first, first + count) }
  }

  /**
   * The first people whose names contain something, without the one who asks.
   *
   * @param search - folded
   */
  find(viewerId: string, search: string, limit: number): RosterFound['participants'] {
    const found: RosterFound['participants'] = []
    for (const id of this.#matches(this.#sort('people'), viewerId, search)) {
      if (found.length >= limit) break
      found.push({ id, name: this.#fold(id).name })
    }
    return found
  }

  /** Nobody looks at a list any more: it is dropped after a while. */
  unused(list: RosterList): void {
    if (!this.#sorted.has(list) || this.#drops.has(list)) return
    const drop = setTimeout(() => this.#drop(list), KEEP_MS)
    drop.unref()
    this.#drops.set(list, drop)
  }

  close(): void {
    for (const list of [...this.#sorted.keys()]) this.#drop(list)
  }

  #drop(list: RosterList): void {
    clearTimeout(this.#drops.get(list))
    this.#drops.delete(list)
    this.#sorted.delete(list)
    if (list === 'people') this.#folded.clear()
  }

  #sort(list: RosterList): SortedPeople {
    clearTimeout(this.#drops.get(list))
    this.#drops.delete(list)
    const known = this.#sorted.get(list)
    if (known) return known
    const sorted = new SortedPeople(
      [...this.#ages].flatMap(([id, age]) => {
        const participant = this.#find(id)
        return participant ? [placeOf(list, participant, age)] : []
      }),
    )
    this.#sorted.set(list, sorted)
    return sorted
  }

  *#matches(sorted: SortedPeople, exceptId: string, search: string): Generator<string> {
    for (const id of sorted.ids()) {
      if (id !== exceptId && this.#fold(id).folded.includes(search)) yield id
    }
  }

  #fold(participantId: string): Folded {
    const known = this.#folded.get(participantId)
    if (known) return known
    const name = this.#find(participantId)?.name ?? ''
    const folded = { name, folded: foldForSearch(name) }
    this.#folded.set(participantId, folded)
    return folded
  }
}
