import type {
  NotificationParams,
  Participant,
  ParticipantUpdate,
  RequestReply,
  RosterWindow,
} from '../../protocol/index.ts'

/** What an answer to `room:join` says of the room besides who is in it. */
export type RoomSize = Partial<Pick<RequestReply<'room:join'>, 'whole' | 'participantCount'>>

/** Who is in the room, as far as the notifications tell it: in a large room they do not name everybody. */
export class Roster {
  readonly #others = new Map<string, Participant>()
  readonly #changes: NotificationParams<'room:changed'>[] = []
  #self: Participant | undefined
  #isWhole = true
  #count: number | undefined

  /** Every `room:changed` that came, oldest first. */
  get changes(): readonly NotificationParams<'room:changed'>[] {
    return this.#changes
  }

  /** The own entry as others see it. */
  get self(): Participant | undefined {
    return this.#self
  }

  /** Everybody else of whom this peer is told. */
  get others(): readonly Participant[] {
    return [...this.#others.values()]
  }

  /** Names of everybody else of whom this peer is told, sorted. */
  get names(): string[] {
    return this.others.map(({ name }) => name).sort()
  }

  /** Whether everybody is told of. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** How many are in the room, this one included; undefined until that was said. */
  get count(): number | undefined {
    return this.#count
  }

  find(participantId: string): Participant | undefined {
    return this.#others.get(participantId)
  }

  /** Begins with the answer to `room:join`, and applies what came before it. */
  begin(self: Participant, others: readonly Participant[], { whole, participantCount }: RoomSize = {}): void {
    this.#self = self
    this.#isWhole = whole ?? true
    if (participantCount !== undefined) this.#count = participantCount + 1
    for (const participant of others) this.#others.set(participant.id, participant)
    for (const change of this.#changes) this.#apply(change)
  }

  changed(change: NotificationParams<'room:changed'>): void {
    this.#changes.push(change)
    if (this.#self) this.#apply(change)
  }

  /** Takes who is in a window of this peer. */
  seen({ participants }: Pick<RosterWindow, 'participants'>): void {
    for (const participant of participants) this.#others.set(participant.id, participant)
  }

  #apply(change: NotificationParams<'room:changed'>): void {
    const { joined, left, updated, forgotten = [], count, whole } = change
    // All of whom this peer is told are named anew then.
    if (whole !== undefined) this.#others.clear()
    this.#isWhole = whole ?? this.#isWhole
    this.#count = count ?? this.#count
    for (const participant of joined) {
      if (participant.id !== this.#self?.id) this.#others.set(participant.id, participant)
      else this.#self = participant
    }
    for (const update of updated) this.#update(update)
    for (const id of [...left, ...forgotten]) this.#others.delete(id)
  }

  #update(update: ParticipantUpdate): void {
    const present = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined))
    if (update.id === this.#self?.id) this.#self = { ...this.#self, ...present }
    const other = this.#others.get(update.id)
    if (other) this.#others.set(update.id, { ...other, ...present })
  }
}
