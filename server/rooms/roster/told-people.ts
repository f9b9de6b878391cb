import type { NotificationParams, Participant } from '../../../protocol/index.ts'
import type { AttentionIndex } from './attention-index.ts'
import { PeopleIndex } from './people-index.ts'
import { createDraft, draftOf, messageOf, SharedMessages, type Draft } from './room-change-draft.ts'
import { describeUpdate, type RosterChanges } from './roster-changes.ts'

type RoomChange = NotificationParams<'room:changed'>

/** Whom a large room tells of whom, and how. */
export interface ToldPeopleOptions {
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
  /** Whom each seat has to be told of. */
  attention: Pick<AttentionIndex, 'peopleOf' | 'seatsOf'>
  /** Those of whom everybody is told. */
  prominent: () => ReadonlySet<string>
  broadcast: (change: RoomChange) => void
  notify: (seatId: string, change: RoomChange) => void
}

/**
 * What everybody in a large room was told, and what follows from that: everybody is told of those
 * who are prominent, in one message that is encoded once, and each seat of those alone to whom it
 * attends. Nobody is told of all, so that what a seat is told does not grow with the room.
 */
export class ToldPeople {
  readonly #options: ToldPeopleOptions
  /** Those of whom everybody was told. */
  #prominent = new Set<string>()
  /** Whom each seat was told of besides. */
  readonly #told = new PeopleIndex()
  /** Seats that attend to others than they were told of. */
  readonly #astray = new Set<string>()

  constructor(options: ToldPeopleOptions) {
    this.#options = options
  }

  /** Pairs of a seat and somebody that it was told of and not everybody. */
  get size(): number {
    return this.#told.size
  }

  /** Whether something has to be told, of those who are prominent or to some seat. */
  get isBehind(): boolean {
    const now = this.#options.prominent()
    return (
      this.#astray.size > 0 ||
      now.size !== this.#prominent.size ||
      [...now].some((id) => !this.#prominent.has(id))
    )
  }

  /**
   * The room is large from now on: every seat is told whom it goes on to be told of.
   *
   * @param seatIds - everybody who was told of everybody
   * @param part - what is told to all of them as well
   */
  begin(seatIds: readonly string[], part: Pick<RoomChange, 'left' | 'count'>): void {
    this.#prominent = new Set(this.#options.prominent())
    for (const seatId of seatIds) {
      const known = this.welcome(seatId)
      // Oneself as well: what the others were not told yet is not told any more.
      const joined = this.#describe([...known, seatId])
      const forgotten = seatIds.filter((id) => id !== seatId && !known.has(id))
      this.#options.notify(seatId, { ...part, joined, updated: [], forgotten, whole: false })
    }
  }

  /** Everybody is told of everybody again. */
  end(): void {
    this.#prominent.clear()
    this.#told.clear()
    this.#astray.clear()
  }

  /**
   * A seat begins anew.
   *
   * @returns all whom it has to be told of now, without itself
   */
  welcome(seatId: string): Set<string> {
    const attended = this.#options.attention.peopleOf(seatId)
    for (const id of [...this.#told.peopleOf(seatId)]) this.#told.delete(seatId, id)
    for (const id of attended) this.#told.add(seatId, id)
    this.#astray.delete(seatId)
    const known = new Set([...this.#prominent, ...attended])
    known.delete(seatId)
    return known
  }

  /** A seat attends to others than before. */
  attentionChanged(seatId: string): void {
    this.#astray.add(seatId)
  }

  /** A seat learns of these people in another message. */
  learns(seatId: string, ids: Iterable<string>): void {
    for (const id of ids) this.#told.add(seatId, id)
  }

  /** Tells one seat at once of those to whom it has begun to attend. */
  catchUp(seatId: string): void {
    if (!this.#astray.has(seatId)) return
    const draft = createDraft()
    this.#correct(seatId, draft)
    this.#send(seatId, draft)
  }

  /**
   * Tells what has changed, everybody whom it concerns.
   *
   * @param count - how many are in the room, if that is to be told
   */
  tell({ left, updated }: Pick<RosterChanges, 'left' | 'updated'>, count?: number): void {
    const drafts = new Map<string, Draft>()
    const common = this.#forEverybody({ left, updated })
    const hasNews = common.joined.length + common.left.length + common.updated.length > 0
    if (hasNews || common.forgotten.length > 0 || count !== undefined) {
      this.#options.broadcast(messageOf(common, count))
    }
    this.#forKnowers({ left, updated }, drafts)
    for (const seatId of this.#astray) this.#correct(seatId, draftOf(drafts, seatId))
    const shared = new SharedMessages()
    for (const [seatId, draft] of drafts) this.#send(seatId, draft, shared)
  }

  /** Somebody has left, of whom everybody whom that concerns was told. */
  drop(participantId: string): void {
    this.#told.drop(participantId)
    this.#astray.delete(participantId)
  }

  /** What all are told, and whom they are not told of any more. */
  #forEverybody({ left, updated }: Pick<RosterChanges, 'left' | 'updated'>): Draft {
    const before = this.#prominent
    const now = new Set(this.#options.prominent())
    this.#prominent = now
    const draft = createDraft()
    draft.joined = this.#describe([...now].filter((id) => !before.has(id)))
    draft.left = [...left].filter((id) => before.has(id))
    draft.forgotten = [...before].filter((id) => !now.has(id) && !left.has(id))
    for (const [id, fields] of updated) {
      const participant = now.has(id) && before.has(id) ? this.#options.find(id) : undefined
      if (participant) draft.updated.push(describeUpdate(participant, fields))
    }
    for (const id of draft.forgotten) this.#tellAgain(id)
    return draft
  }

  /** Those who attend to somebody whom the others forget are told of that one again. */
  #tellAgain(participantId: string): void {
    for (const seatId of this.#options.attention.seatsOf(participantId)) {
      if (seatId === participantId) continue
      this.#told.delete(seatId, participantId)
      this.#astray.add(seatId)
    }
  }

  /** What happened to people of whom not everybody is told. */
  #forKnowers({ left, updated }: Pick<RosterChanges, 'left' | 'updated'>, drafts: Map<string, Draft>): void {
    for (const id of left) {
      for (const seatId of this.#told.seatsOf(id)) draftOf(drafts, seatId).left.push(id)
      this.drop(id)
      drafts.delete(id)
    }
    for (const [id, fields] of updated) {
      const participant = this.#prominent.has(id) ? undefined : this.#options.find(id)
      if (!participant) continue
      const update = describeUpdate(participant, fields)
      for (const seatId of this.#told.seatsOf(id)) draftOf(drafts, seatId).updated.push(update)
    }
  }

  /** Brings what a seat was told in line with whom it attends to. */
  #correct(seatId: string, draft: Draft): void {
    this.#astray.delete(seatId)
    const attended = this.#options.attention.peopleOf(seatId)
    const told = this.#told.peopleOf(seatId)
    const gained = [...attended].filter((id) => !told.has(id))
    // Whoever has left is told of as that, in a moment.
    const lost = [...told].filter((id) => !attended.has(id) && this.#options.find(id))
    for (const id of gained) this.#told.add(seatId, id)
    for (const id of lost) this.#told.delete(seatId, id)
    draft.joined.push(...this.#describe(gained.filter((id) => !this.#prominent.has(id))))
    draft.forgotten.push(...lost.filter((id) => !this.#prominent.has(id)))
  }

  #send(seatId: string, draft: Draft, shared = new SharedMessages()): void {
    const { joined, left, updated, forgotten } = draft
    if (joined.length + left.length + updated.length + forgotten.length === 0) return
    this.#options.notify(seatId, shared.of(draft))
  }

  #describe(ids: Iterable<string>): Participant[] {
    return [...ids].flatMap((id) => this.#options.find(id) ?? [])
  }
}
