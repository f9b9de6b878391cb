import {
  foldForSearch,
  type NotificationParams,
  type Participant,
  type RequestParams,
  type RosterFound,
  type RosterList,
  type RosterLook,
  type RosterWindow,
} from '../../../protocol/index.ts'
import { AttentionIndex, type AttentionReason } from './attention-index.ts'
import { PeopleLists } from './people-lists.ts'
import { ProminentPeople } from './prominent-people.ts'
import { RoomScale } from './room-scale.ts'
import { describeUpdate, PendingChanges, type RosterChanges, type RosterField } from './roster-changes.ts'
import { RosterWindows } from './roster-windows.ts'
import { SendTimer } from './send-timer.ts'
import { ToldPeople } from './told-people.ts'
import { WholeList } from './whole-list.ts'

type RoomChange = NotificationParams<'room:changed'>

/** Where a roster looks participants up, and how it tells of them. */
export interface RosterOptions {
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
  /** Tells everybody in the room. */
  broadcast: (change: RoomChange) => void
  /** Tells one seat, if its owner is there. */
  notify: <N extends 'room:changed' | 'roster:changed'>(
    seatId: string,
    name: N,
    params: NotificationParams<N>,
  ) => void
  /** Shortest time between two messages, in milliseconds. */
  intervalMs: number
}

/** Whom somebody who has just come is told of at once. */
export interface Welcome {
  /** Everybody else is told of as well, soon. */
  whole: boolean
  /** The most important first. */
  ids: string[]
}

// In a large room everybody hears of how many there are no more often than that.
const COUNT_INTERVAL_MS = 1000

/**
 * The participant list as others are told of it. In a small room everybody is told of everybody;
 * in a large one of those who are prominent, and each seat of those to whom it attends. It
 * gathers changes and sends them together.
 */
export class Roster {
  readonly #options: RosterOptions
  readonly #scale = new RoomScale()
  readonly #lists: PeopleLists
  readonly #windows: RosterWindows
  readonly #whole: WholeList
  readonly #attention = new AttentionIndex()
  readonly #prominent = new ProminentPeople()
  readonly #told: ToldPeople
  readonly #pending = new PendingChanges()
  readonly #timer: SendTimer
  #count = { told: 0, at: Number.NEGATIVE_INFINITY }

  constructor(options: RosterOptions) {
    this.#options = options
    const { find, broadcast, notify, intervalMs } = options
    this.#timer = new SendTimer(intervalMs, () => this.#send())
    this.#lists = new PeopleLists(find)
    this.#whole = new WholeList(() => this.#lists.ids, find)
    this.#told = new ToldPeople({
      find,
      broadcast,
      attention: this.#attention,
      prominent: () => this.#prominent.members,
      notify: (seatId, change) => notify(seatId, 'room:changed', change),
    })
    this.#windows = new RosterWindows({
      find,
      lists: this.#lists,
      seen: (seatId, list, ids) => this.#seen(seatId, list, ids),
      send: (seatId, change) => notify(seatId, 'roster:changed', change),
    })
  }

  /** How many are on the list. */
  get size(): number {
    return this.#lists.size
  }

  /** The whole list in one message that many can be sent; null in a large room, where nobody gets it. */
  get list(): RoomChange | null {
    return this.#scale.isWhole ? this.#whole.message : null
  }

  /** How much is kept of who attends to whom, and was told of whom. */
  get remembered(): number {
    return this.#attention.size + this.#told.size + this.#windows.size
  }

  /** Somebody is on the list whom nobody has to be told of: nobody is there. */
  restored(participantId: string): void {
    this.#add(participantId)
    this.#resized(participantId)
  }

  joined(participantId: string): void {
    this.#add(participantId)
    this.#pending.joined(participantId)
    this.#resized(participantId)
    this.#timer.request()
  }

  left(participantId: string): void {
    this.#windows.close(participantId)
    this.#lists.remove(participantId)
    this.#prominent.remove(participantId)
    this.#attention.drop(participantId)
    this.#pending.left(participantId)
    this.#whole.changed()
    this.#windows.listsChanged()
    this.#resized(participantId)
    this.#timer.request()
  }

  updated(participantId: string, field: RosterField): void {
    const participant = this.#options.find(participantId)
    if (!participant) return
    // A page that comes back looks anew.
    if (participant.connection === 'reconnecting') this.#windows.close(participantId)
    this.#changed(participant)
    this.#pending.updated(participantId, field)
    this.#timer.request()
  }

  /**
   * Takes who speaks now. In a large room everybody is told at once of whom they will hear.
   *
   * @param speaking - ids, the loudest first
   * @param dominant - who holds the floor
   */
  heard(speaking: readonly string[], dominant: string | null): void {
    const isHere = (id: string): boolean => this.#lists.has(id)
    this.#prominent.heard(speaking.filter(isHere), dominant !== null && isHere(dominant) ? dominant : null)
    if (!this.#scale.isWhole && this.#told.isBehind) this.#timer.sendNow()
  }

  /**
   * A seat shows or receives these people now, and nobody else. Those who are not in the room are passed over. It is
   * told at once of whom it receives, so that it knows them before it is sent anything of theirs.
   */
  attend(seatId: string, reason: 'view' | 'received', participantIds: Iterable<string>): void {
    if (!this.#lists.has(seatId)) return
    const ids = new Set<string>()
    for (const id of participantIds) if (this.#lists.has(id)) ids.add(id)
    this.#attends(seatId, reason, ids)
    // It has said what it shows: whom it was told of in case that it would show them, it may forget.
    if (reason === 'view') this.#attends(seatId, 'first', new Set())
    else if (!this.#scale.isWhole) this.#told.catchUp(seatId)
  }

  /** Opens, moves or closes a window of a seat; what is in it. */
  look(seatId: string, look: RosterLook): RosterWindow {
    return this.#windows.look(seatId, look)
  }

  /** Finds people by their names, in the order of the list of people. */
  find(seatId: string, { search, limit }: RequestParams<'roster:find'>): RosterFound {
    const participants = this.#lists.find(seatId, foldForSearch(search), limit)
    this.#lists.unused('people')
    return { participants }
  }

  /**
   * Somebody has taken a seat, and is told of others with the answer.
   *
   * @param firstIds - those who matter for the first picture, the most important first
   */
  welcome(seatId: string, firstIds: readonly string[]): Welcome {
    this.#windows.close(seatId)
    if (this.#scale.isWhole) return { whole: true, ids: [...firstIds] }
    this.#attention.set(seatId, 'first', new Set(firstIds))
    return { whole: false, ids: [...new Set([...firstIds, ...this.#told.welcome(seatId)])] }
  }

  close(): void {
    this.#timer.close()
    this.#windows.end()
    this.#lists.close()
  }

  #add(participantId: string): void {
    const participant = this.#options.find(participantId)
    if (!participant) return
    this.#lists.add(participantId)
    this.#attention.set(participantId, 'self', new Set([participantId]))
    this.#changed(participant)
    this.#windows.listsChanged()
  }

  #changed(participant: Participant): void {
    this.#prominent.update(participant)
    this.#whole.changed()
    if (this.#lists.changed(participant.id)) this.#windows.listsChanged()
  }

  #attends(seatId: string, reason: AttentionReason, ids: ReadonlySet<string>): void {
    if (!this.#attention.set(seatId, reason, ids) || this.#scale.isWhole) return
    this.#told.attentionChanged(seatId)
    this.#timer.request()
  }

  #seen(seatId: string, list: RosterList, ids: readonly string[]): void {
    if (!this.#scale.isWhole) this.#told.learns(seatId, ids)
    this.#attends(seatId, list, new Set(ids))
  }

  /**
   * There are more or fewer people. A room that becomes large or small tells everybody at once.
   *
   * @param exceptId - who has just come, and is told with the answer to the join
   */
  #resized(exceptId: string): void {
    if (!this.#scale.update(this.size)) return
    const left = [...this.#pending.take().left]
    const count = this.#countNow()
    if (this.#scale.isWhole) {
      this.#told.end()
      this.#options.broadcast({ ...this.#whole.message, left, count, whole: true })
    } else {
      const seatIds = [...this.#lists.ids].filter((id) => id !== exceptId)
      this.#told.begin(seatIds, { left, count })
    }
  }

  #send(): void {
    const changes = this.#pending.take()
    if (this.#scale.isWhole) {
      this.#tellAll(changes)
      return
    }
    const isDue = this.#count.at + COUNT_INTERVAL_MS <= Date.now()
    this.#told.tell(changes, isDue && this.#isCountNews ? this.#countNow() : undefined)
    if (this.#isCountNews) this.#timer.requestAt(this.#count.at + COUNT_INTERVAL_MS)
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

  get #isCountNews(): boolean {
    return this.#count.told !== this.size
  }

  /** How many there are, which everybody is told now. */
  #countNow(): number {
    this.#count = { told: this.size, at: Date.now() }
    return this.size
  }
}
