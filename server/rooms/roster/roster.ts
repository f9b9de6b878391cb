import type {
  NotificationParams,
  Participant,
  RequestParams,
  RosterFound,
  RosterList,
  RosterLook,
  RosterWindow,
} from '../../../protocol/index.ts'
import { AttentionIndex, type AttentionReason } from './attention-index.ts'
import { PeopleLists } from './people-lists.ts'
import { ProminentPeople } from './prominent-people.ts'
import type { RosterField } from './roster-changes.ts'
import { RosterTeller } from './roster-teller.ts'
import { RosterWindows } from './roster-windows.ts'

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

/**
 * The participant list as others are told of it, and as they look at it. It takes what happens to
 * the parts that know what follows from it.
 */
export class Roster {
  readonly #find: RosterOptions['find']
  readonly #lists: PeopleLists
  readonly #windows: RosterWindows
  readonly #attention = new AttentionIndex()
  readonly #prominent = new ProminentPeople()
  readonly #teller: RosterTeller

  constructor({ find, broadcast, notify, intervalMs }: RosterOptions) {
    this.#find = find
    this.#lists = new PeopleLists(find)
    this.#teller = new RosterTeller({
      find,
      broadcast,
      intervalMs,
      people: this.#lists,
      attention: this.#attention,
      prominent: this.#prominent,
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
    return this.#teller.isWhole ? this.#teller.list : null
  }

  /** How much is kept of who attends to whom, looks at lists and was told of whom: nothing in an empty room. */
  get remembered(): number {
    return this.#attention.size + this.#teller.size + this.#windows.size
  }

  /** Somebody is on the list whom nobody has to be told of: nobody is there. */
  restored(participantId: string): void {
    this.#add(participantId)
    this.#teller.restored()
  }

  joined(participantId: string): void {
    this.#add(participantId)
    this.#teller.joined(participantId)
  }

  left(participantId: string): void {
    this.#windows.close(participantId)
    this.#lists.remove(participantId)
    this.#prominent.remove(participantId)
    this.#attention.drop(participantId)
    this.#teller.left(participantId)
    this.#windows.listsChanged()
  }

  updated(participantId: string, field: RosterField): void {
    const participant = this.#find(participantId)
    if (!participant) return
    // A page that comes back looks anew.
    if (participant.connection === 'reconnecting') this.#windows.close(participantId)
    this.#prominent.update(participant)
    if (this.#lists.changed(participantId)) this.#windows.listsChanged()
    this.#teller.updated(participantId, field)
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
    this.#teller.prominentChanged()
  }

  /** Takes whom hosts show to everybody; those who are not in the room are passed over. */
  spotlit(participantIds: readonly string[]): void {
    this.#prominent.spotlight(participantIds.filter((id) => this.#lists.has(id)))
    this.#teller.prominentChanged()
  }

  /**
   * A seat shows or receives these people now, and nobody else. Those who are not in the room are passed
   * over. It is told at once of whom it receives, so that it knows them before it is sent anything of theirs.
   */
  attend(seatId: string, reason: 'view' | 'received', participantIds: Iterable<string>): void {
    if (!this.#lists.has(seatId)) return
    const ids = new Set<string>()
    for (const id of participantIds) if (this.#lists.has(id)) ids.add(id)
    this.#attends(seatId, reason, ids)
    // It has said what it shows: whom it was told of in case that it would show them, it may forget.
    if (reason === 'view') this.#attends(seatId, 'first', new Set())
    else this.#teller.catchUp(seatId)
  }

  /** Opens, moves or closes a window of a seat; what is in it. */
  look(seatId: string, look: RosterLook): RosterWindow {
    return this.#windows.look(seatId, look)
  }

  /** Finds people by their names, in the order of the list of people. */
  find(seatId: string, search: RequestParams<'roster:find'>): RosterFound {
    return this.#windows.find(seatId, search)
  }

  /**
   * Somebody has taken a seat, and is told of others with the answer.
   *
   * @param firstIds - those who matter for the first picture, the most important first
   */
  welcome(seatId: string, firstIds: readonly string[]): Welcome {
    this.#windows.close(seatId)
    // Also in a small room: it may become a large one before the page says what it shows.
    this.#attention.set(seatId, 'first', new Set(firstIds))
    if (this.#teller.isWhole) return { whole: true, ids: [...firstIds] }
    return { whole: false, ids: [...new Set([...firstIds, ...this.#teller.welcome(seatId)])] }
  }

  close(): void {
    this.#teller.close()
    this.#windows.end()
    this.#lists.close()
  }

  #add(participantId: string): void {
    const participant = this.#find(participantId)
    if (!participant) return
    this.#lists.add(participantId)
    this.#attention.set(participantId, 'self', new Set([participantId]))
    this.#prominent.update(participant)
    this.#windows.listsChanged()
  }

  #attends(seatId: string, reason: AttentionReason, ids: ReadonlySet<string>): void {
    if (this.#attention.set(seatId, reason, ids)) this.#teller.attentionChanged(seatId)
  }

  #seen(seatId: string, list: RosterList, ids: readonly string[]): void {
    this.#teller.learns(seatId, ids)
    this.#attends(seatId, list, new Set(ids))
  }
}
