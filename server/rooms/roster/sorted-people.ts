import type { Participant, RosterList } from '../../../protocol/index.ts'

/** What the place of somebody in a list depends on. */
export interface Place {
  id: string
  /** The lower comes first. */
  rank: number
  /** Decides between equal ranks, the lower first. */
  order: number
  /** Decides between equal orders, by collation. */
  name: string
}

// One order for everybody, whatever the language of a page.
const collator = new Intl.Collator('und')

/**
 * The place of somebody in one of the lists.
 *
 * @param age - number of the seat in the order in which seats were taken
 */
export function placeOf(list: RosterList, participant: Participant, age: number): Place {
  const { id, name, handRaisedAt, publications } = participant
  if (list === 'stage') {
    const isSeen = publications.some(({ source, paused }) => source === 'camera' && !paused)
    return { id, rank: isSeen ? 0 : 1, order: age, name: '' }
  }
  return handRaisedAt === null ? { id, rank: 1, order: 0, name } : { id, rank: 0, order: handRaisedAt, name }
}

/** Compares two places; zero for the same person alone. */
export function comparePlaces(a: Place, b: Place): number {
  return (
    a.rank - b.rank ||
    a.order - b.order ||
    (a.name === b.name ? 0 : collator.compare(a.name, b.name)) ||
    (a.id === b.id ? 0 : a.id < b.id ? -1 : 1)
  )
}

/** People in the order of their places, which is kept while people come, go and move. */
export class SortedPeople {
  readonly #places: Place[]
  readonly #placeOf: Map<string, Place>

  constructor(places: Iterable<Place>) {
    this.#places = [...places].sort(comparePlaces)
    this.#placeOf = new Map(this.#places.map((place) => [place.id, place]))
  }

  get size(): number {
    return this.#places.length
  }

  /** Everybody, in order. */
  *ids(): Generator<string> {
    for (const { id } of this.#places) yield id
  }

  /** Puts somebody in their place, whether they were in the list or not; true when that changed anything. */
  put(place: Place): boolean {
    const before = this.#placeOf.get(place.id)
    if (before && comparePlaces(before, place) === 0) return false
    this.remove(place.id)
    this.#places.splice(this.#indexFor(place), 0, place)
    this.#placeOf.set(place.id, place)
    return true
  }

  /** @returns whether somebody of this id was there */
  remove(id: string): boolean {
    const place = this.#placeOf.get(id)
    if (!place) return false
    this.#placeOf.delete(id)
    this.#places.splice(this.#indexFor(place), 1)
    return true
  }

  /**
   * A part of the list without one person.
   *
   * @param exceptId - who is left out; whoever is not in the list leaves all in
   */
  slice(exceptId: string, from: number, count: number): { total: number; from: number; ids: string[] } {
    const own = this.#placeOf.get(exceptId)
    const ownIndex = own ? this.#indexFor(own) : Number.POSITIVE_INFINITY
    const total = this.size - (own ? 1 : 0)
    const first = windowStart(total, from, count)
    // Whoever comes after oneself stands one place further in the whole list.
    const begin = first >= ownIndex ? first + 1 : first
    const ids = this.#places.slice(begin, begin + count + 1).map(({ id }) => id)
    return { total, from: first, ids: ids.filter((id) => id !== exceptId).slice(0, count) }
  }

  /** Index of a place in the list, or where it belongs. */
  #indexFor(place: Place): number {
    let low = 0
    let high = this.#places.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = this.#places[middle]
      if (at && comparePlaces(at, place) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Where a window begins that was to begin at `from`: a list that is shorter shows its end. */
export function windowStart(total: number, from: number, count: number): number {
  return Math.max(0, Math.min(from, total - count))
}
