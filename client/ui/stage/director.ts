import type { LayoutChoice } from '../../../protocol/index.ts'
import { EMPTY_FLOOR, nextFloor, type Floor } from '../layout/speaker-floor.ts'
import { EMPTY_PROMOTION, promote, promotedOrder, type Promotion } from '../layout/speaker-promotion.ts'

/** What the direction of the stage depends on. */
export interface StageFacts {
  choice: LayoutChoice
  phone: boolean
  dominant: string | null
  /** Everybody else in seat order. */
  others: readonly string[]
  /** How many others there are, where `others` are those for the first page alone. */
  total?: number
  /** Those who show a picture: they come first where not all fit. */
  withCamera: ReadonlySet<string>
  /** Others who share a screen. */
  sharing: readonly string[]
  /** How many people the first page holds. */
  places: number
  /** Whether a pin or a shared screen has the large place. */
  mainIsTaken: boolean
}

/** Who stands where, as far as it has to be remembered from one moment to the next. */
export interface Direction {
  mode: 'grid' | 'speaker'
  /** Who holds the floor; stands large in speaker mode. */
  speaker: string | null
  order: readonly string[]
  /** Those of them who stand on the first page, and who holds the floor. */
  front: readonly string[]
  /** Shared screens, the latest last. */
  screens: readonly string[]
}

/** Beyond so many others the automatic layout shows the speaker large. */
const GRID_MOST = { desktop: 16, phone: 6 }
/** It returns to the grid only when clearly fewer are left, so that it does not flap. */
const RETURN_SHARE = 0.75

/**
 * Directs the stage: remembers who holds the floor and who stands on the first
 * page, so that nothing moves without a reason. Knows nothing of React; time is
 * given to it.
 */
export class StageDirector {
  readonly #now: () => number
  #direction: Direction = { mode: 'grid', speaker: null, order: [], front: [], screens: [] }
  #facts: StageFacts | undefined
  #floor: Floor = EMPTY_FLOOR
  #promotion: Promotion = EMPTY_PROMOTION
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  readonly read = (): Direction => this.#direction

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes note of what changed; tells the subscribers when the stage has to change. */
  readonly update = (facts: StageFacts): void => {
    this.#facts = facts
    clearTimeout(this.#timer)
    const { floor, waitMs } = nextFloor(this.#floor, { ...facts, now: this.#now() })
    this.#floor = floor
    if (waitMs !== null) this.#timer = setTimeout(() => this.#facts && this.update(this.#facts), waitMs)
    this.#announce(this.#direct(facts))
  }

  /** Stops waiting for anything. */
  readonly stop = (): void => {
    clearTimeout(this.#timer)
  }

  #direct(facts: StageFacts): Direction {
    const { others, places } = facts
    const mode = this.#mode(facts)
    const speaker = this.#floor.holder
    const people = (facts.total ?? others.length) > places ? camerasFirst(others, facts.withCamera) : others
    this.#promotion = promote(this.#promotion, {
      people,
      places,
      // A stand-in who never spoke moves nobody.
      speaker: mode === 'speaker' || this.#floor.since > 0 ? speaker : null,
      speakerLeads: mode === 'speaker' && !facts.mainIsTaken,
      now: this.#now(),
    })
    const known = this.#direction.screens.filter((id) => facts.sharing.includes(id))
    const screens = [...known, ...facts.sharing.filter((id) => !known.includes(id))]
    const { front } = this.#promotion
    return {
      mode,
      speaker,
      order: promotedOrder(this.#promotion, people),
      front: speaker === null || front.includes(speaker) ? front : [...front, speaker],
      screens,
    }
  }

  #mode({ choice, phone, others, total = others.length }: StageFacts): Direction['mode'] {
    if (choice !== 'automatic') return choice === 'grid' ? 'grid' : 'speaker'
    const most = phone ? GRID_MOST.phone : GRID_MOST.desktop
    if (total > most) return 'speaker'
    return this.#direction.mode === 'speaker' && total > most * RETURN_SHARE ? 'speaker' : 'grid'
  }

  #announce(next: Direction): void {
    const now = this.#direction
    const isSame =
      now.mode === next.mode &&
      now.speaker === next.speaker &&
      isSameList(now.order, next.order) &&
      isSameList(now.front, next.front) &&
      isSameList(now.screens, next.screens)
    if (isSame) return
    this.#direction = next
    for (const listener of this.#listeners) listener()
  }
}

function camerasFirst(others: readonly string[], withCamera: ReadonlySet<string>): string[] {
  return [...others.filter((id) => withCamera.has(id)), ...others.filter((id) => !withCamera.has(id))]
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
