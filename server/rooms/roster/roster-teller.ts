import type { NotificationParams, Participant } from '../../../protocol/index.ts'
import type { AttentionIndex } from './attention-index.ts'
import type { PeopleLists } from './people-lists.ts'
import type { ProminentPeople } from './prominent-people.ts'
import { RoomScale } from './room-scale.ts'
import { describeUpdate, PendingChanges, type RosterChanges, type RosterField } from './roster-changes.ts'
import { SendTimer } from './send-timer.ts'
import { ToldPeople } from './told-people.ts'
import { WholeList } from './whole-list.ts'

type RoomChange = NotificationParams<'room:changed'>

/** Of whom a roster tells, and how. */
export interface RosterTellerOptions {
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
  /** Tells everybody in the room. */
  broadcast: (change: RoomChange) => void
  /** Tells one seat, if its owner is there. */
  notify: (seatId: string, change: RoomChange) => void
  /** Shortest time between two messages, in milliseconds. */
  intervalMs: number
  /** Everybody in the room. */
  people: Pick<PeopleLists, 'size' | 'ids'>
  attention: AttentionIndex
  prominent: ProminentPeople
}

// In a large room everybody hears of how many there are no more often than that: each message goes to
// everybody, and with one a second all that is left of other messages would be too much.
const COUNT_INTERVAL_MS = 2000

/**
 * Tells of changes: in a small room everybody of everybody, in a large one everybody of those who
 * are prominent, and each seat of those to whom it attends. Changes are gathered and travel together.
 */
export class RosterTeller {
  readonly #options: RosterTellerOptions
  readonly #scale = new RoomScale()
  readonly #whole: WholeList
  readonly #told: ToldPeople
  readonly #pending = new PendingChanges()
  readonly #timer: SendTimer
  /** Whether people came or went since it was told how many there are: also of as many as before, as answers
   * to joins have told of others in between. */
  #isCountNews = false
  #countedAt = Number.NEGATIVE_INFINITY
  #resizing: NodeJS.Immediate | undefined

  constructor(options: RosterTellerOptions) {
    this.#options = options
    const { people, find, prominent, intervalMs } = options
    this.#whole = new WholeList(() => people.ids, find)
    this.#told = new ToldPeople({ ...options, prominent: () => prominent.members })
    this.#timer = new SendTimer(intervalMs, () => this.#send())
  }

  /** Whether everybody is told of everybody. */
  get isWhole(): boolean {
    return this.#scale.isWhole
  }

  /** The whole list in one message that many can be sent. */
  get list(): RoomChange {
    return this.#whole.message
  }

  /** Pairs of a seat and somebody that it was told of and not everybody. */
  get size(): number {
    return this.#told.size
  }

  /** Somebody is there whom nobody has to be told of: nobody is connected. */
  restored(): void {
    this.#whole.changed()
    this.#isCountNews = true
    this.#resized()
  }

  joined(participantId: string): void {
    this.#pending.joined(participantId)
    this.restored()
    this.#timer.request()
  }

  left(participantId: string): void {
    this.#pending.left(participantId)
    this.restored()
    this.#timer.request()
  }

  updated(participantId: string, field: RosterField): void {
    this.#whole.changed()
    this.#pending.updated(participantId, field)
    this.#timer.request()
  }

  /** Others may be prominent than before, and everybody has to know at once. */
  prominentChanged(): void {
    if (!this.isWhole && this.#told.isBehind) this.#timer.sendNow()
  }

  /** A seat attends to others than before. */
  attentionChanged(seatId: string): void {
    if (this.isWhole) return
    this.#told.attentionChanged(seatId)
    this.#timer.request()
  }

  /** Tells one seat at once of those to whom it has begun to attend. */
  catchUp(seatId: string): void {
    if (!this.isWhole) this.#told.catchUp(seatId)
  }

  /** A seat learns of these people in another message. */
  learns(seatId: string, participantIds: Iterable<string>): void {
    if (!this.isWhole) this.#told.learns(seatId, participantIds)
  }

  /**
   * A seat begins anew in a large room.
   *
   * @returns all whom it has to be told of now, without itself
   */
  welcome(seatId: string): Set<string> {
    return this.#told.welcome(seatId)
  }

  close(): void {
    clearImmediate(this.#resizing)
    this.#timer.close()
  }

  /** There are more or fewer people. A room that becomes large or small tells everybody. */
  #resized(): void {
    // Not at once: answers to joins that describe the room as it was are still on their way.
    this.#resizing ??= setImmediate(() => {
      this.#resizing = undefined
      this.#resize()
    })
  }

  #resize(): void {
    const { people, broadcast } = this.#options
    if (!this.#scale.update(people.size)) return
    const left = [...this.#pending.take().left]
    const count = this.#countNow()
    if (this.isWhole) {
      this.#told.end()
      broadcast({ ...this.#whole.message, left, count, whole: true })
    } else {
      this.#told.begin([...people.ids], { left, count })
    }
  }

  #send(): void {
    const changes = this.#pending.take()
    if (this.isWhole) {
      this.#tellAll(changes)
      return
    }
    const isDue = this.#countedAt + COUNT_INTERVAL_MS <= Date.now()
    this.#told.tell(changes, isDue && this.#isCountNews ? this.#countNow() : undefined)
    if (this.#isCountNews) this.#timer.requestAt(this.#countedAt + COUNT_INTERVAL_MS)
  }

  #tellAll({ joined, left, updated }: RosterChanges): void {
    const { find, broadcast } = this.#options
    const change = {
      joined: [...joined].flatMap((id) => find(id) ?? []),
      left: [...left],
      updated: [...updated].flatMap(([id, fields]) => {
        const participant = find(id)
        return participant ? [describeUpdate(participant, fields)] : []
      }),
    }
    if (change.joined.length + change.left.length + change.updated.length === 0) return
    broadcast(this.#isCountNews ? { ...change, count: this.#countNow() } : change)
  }

  /** How many there are, which everybody is told now. */
  #countNow(): number {
    this.#isCountNews = false
    this.#countedAt = Date.now()
    return this.#options.people.size
  }
}
