import {
  decides,
  PROMINENT_HANDS_MAX,
  PROMINENT_SCREENS_MAX,
  type Participant,
} from '../../../protocol/index.ts'

/** What makes somebody prominent besides their voice. */
export type ProminentFacts = Pick<Participant, 'id' | 'role' | 'handRaisedAt' | 'publications'>

const HOSTS_MAX = 8
const VOICES_MAX = 8

/** A hand that is up, and since when. */
interface Hand {
  id: string
  raisedAt: number
}

/**
 * Those of a large room of whom everybody is told: whom hosts show to everybody, hosts, who
 * shares a screen, who holds the floor or was heard lately, and the first hands. There are never more than 28, and
 * 4 who are shown, in any room. It
 * knows the others too who would be next, so it is pure apart from its own memory.
 */
export class ProminentPeople {
  /** The oldest first. */
  readonly #hosts = new Set<string>()
  readonly #screens = new Set<string>()
  /** The least recently heard first. */
  readonly #voices = new Set<string>()
  /** In the order in which they went up. */
  readonly #hands: Hand[] = []
  readonly #handOf = new Map<string, Hand>()
  #spotlit: readonly string[] = []
  #members: ReadonlySet<string> | undefined

  /** All who are prominent now. */
  get members(): ReadonlySet<string> {
    this.#members ??= new Set([
      ...this.#spotlit,
      ...first(this.#hosts, HOSTS_MAX),
      ...first(this.#screens, PROMINENT_SCREENS_MAX),
      ...this.#voices,
      ...this.#hands.slice(0, PROMINENT_HANDS_MAX).map(({ id }) => id),
    ])
    return this.#members
  }

  /** Takes how somebody is now. */
  update({ id, role, handRaisedAt, publications }: ProminentFacts): void {
    const isSharing = publications.some(({ source }) => source === 'screen')
    if (mark(this.#hosts, id, decides(role))) this.#members = undefined
    if (mark(this.#screens, id, isSharing)) this.#members = undefined
    this.#raise(id, handRaisedAt)
  }

  /**
   * Takes who speaks now. Whoever speaks pushes out those who were not heard for the longest
   * time, and nobody who speaks as well: however many speak at once, nobody goes in and out. Only whoever
   * holds the floor always has a place.
   *
   * @param speaking - ids, the loudest first
   * @param dominant - who holds the floor
   */
  heard(speaking: readonly string[], dominant: string | null): void {
    const audible = new Set(dominant === null ? speaking : [dominant, ...speaking])
    const known = [...audible].filter((id) => this.#voices.has(id))
    const quietest = known.at(-1)
    // The floor changes hands seldom, so that nobody goes in and out because of that.
    if (known.length >= VOICES_MAX && dominant !== null && !this.#voices.has(dominant) && quietest) {
      this.#voices.delete(quietest)
      known.pop()
    }
    const free = VOICES_MAX - known.length
    const added = [...audible].filter((id) => !this.#voices.has(id)).slice(0, free)
    for (const id of [...added.toReversed(), ...known.toReversed()]) {
      this.#voices.delete(id)
      this.#voices.add(id)
    }
    if (added.length === 0) return
    for (const id of this.#voices) {
      if (this.#voices.size <= VOICES_MAX) break
      this.#voices.delete(id)
    }
    this.#members = undefined
  }

  /** Takes whom hosts show to everybody, who are all on the list. */
  spotlight(ids: readonly string[]): void {
    this.#spotlit = ids
    this.#members = undefined
  }

  /** Somebody has left. */
  remove(id: string): void {
    for (const group of [this.#hosts, this.#screens, this.#voices]) {
      if (group.delete(id)) this.#members = undefined
    }
    if (this.#spotlit.includes(id)) this.spotlight(this.#spotlit.filter((other) => other !== id))
    this.#raise(id, null)
  }

  #raise(id: string, raisedAt: number | null): void {
    const before = this.#handOf.get(id)
    if (before?.raisedAt === (raisedAt ?? undefined)) return
    this.#members = undefined
    if (before) {
      this.#hands.splice(this.#hands.indexOf(before), 1)
      this.#handOf.delete(id)
    }
    if (raisedAt === null) return
    const hand = { id, raisedAt }
    // Hands go up one after another, so the place is almost always the last.
    const later = this.#hands.findLastIndex((other) => isBefore(other, hand))
    this.#hands.splice(later + 1, 0, hand)
    this.#handOf.set(id, hand)
  }
}

function isBefore(a: Hand, b: Hand): boolean {
  return a.raisedAt < b.raisedAt || (a.raisedAt === b.raisedAt && a.id < b.id)
}

/** @returns whether that changed anything */
function mark(group: Set<string>, id: string, belongs: boolean): boolean {
  if (group.has(id) === belongs) return false
  if (belongs) group.add(id)
  else group.delete(id)
  return true
}

function first(ids: Iterable<string>, most: number): string[] {
  return [...ids].slice(0, most)
}
