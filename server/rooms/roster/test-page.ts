import type { NotificationParams, Participant, RosterList, RosterWindow } from '../../../protocol/index.ts'

/** What a page believes of the room, which follows the protocol to the letter. */
export class TestPage {
  readonly id: string
  /** Everybody else of whom it is told. */
  readonly known = new Map<string, Participant>()
  readonly windows = new Map<RosterList, { total: number; from: number; ids: string[] }>()
  /** Every message that came. */
  readonly heard: { name: string; params: object }[] = []
  whole = true
  count = 0
  /** Messages reach it. */
  isConnected = true

  constructor(id: string) {
    this.id = id
  }

  /** Takes the answer to a join. */
  begin(participants: readonly Participant[], { whole, count }: { whole: boolean; count: number }): void {
    this.isConnected = true
    this.whole = whole
    this.count = count
    this.known.clear()
    this.windows.clear()
    this.#learn(participants)
  }

  changed(change: NotificationParams<'room:changed'>): void {
    if (!this.isConnected) return
    this.heard.push({ name: 'room:changed', params: change })
    const { joined, left, updated, forgotten = [], whole, count } = change
    if (whole !== undefined) this.known.clear()
    this.whole = whole ?? this.whole
    this.count = count ?? this.count
    this.#learn(joined)
    for (const update of updated) {
      const known = this.known.get(update.id)
      if (known) this.known.set(update.id, { ...known, ...(update as Participant) })
    }
    for (const id of [...left, ...forgotten]) this.known.delete(id)
  }

  windowChanged({ list, total, from, ids, participants }: NotificationParams<'roster:changed'>): void {
    if (!this.isConnected) return
    this.heard.push({ name: 'roster:changed', params: { list, ids } })
    this.windows.set(list, { total, from, ids })
    this.#learn(participants)
  }

  /** Takes the answer to a look; a count of 0 ended it. */
  looked(list: RosterList, count: number, { total, from, participants }: RosterWindow): void {
    this.#learn(participants)
    if (count === 0) this.windows.delete(list)
    else this.windows.set(list, { total, from, ids: participants.map(({ id }) => id) })
  }

  #learn(participants: readonly Participant[]): void {
    for (const participant of participants) {
      if (participant.id !== this.id) this.known.set(participant.id, participant)
    }
  }
}
