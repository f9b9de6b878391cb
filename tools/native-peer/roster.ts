import type { NotificationParams, Participant } from '../../protocol/index.ts'

/** Who is in the room, as the notifications tell it. */
export class Roster {
  readonly #others = new Map<string, Participant>()
  readonly #changes: NotificationParams<'room:changed'>[] = []
  #self: Participant | undefined

  /** Every `room:changed` that came, oldest first. */
  get changes(): readonly NotificationParams<'room:changed'>[] {
    return this.#changes
  }

  /** The own entry as others see it. */
  get self(): Participant | undefined {
    return this.#self
  }

  /** Everybody else. */
  get others(): readonly Participant[] {
    return [...this.#others.values()]
  }

  /** Names of everybody else, sorted. */
  get names(): string[] {
    return this.others.map(({ name }) => name).sort()
  }

  find(participantId: string): Participant | undefined {
    return this.#others.get(participantId)
  }

  /** Begins with the answer to `room:join`, and applies what came before it. */
  begin(self: Participant, others: readonly Participant[]): void {
    this.#self = self
    for (const participant of others) this.#others.set(participant.id, participant)
    for (const change of this.#changes) this.#apply(change)
  }

  changed(change: NotificationParams<'room:changed'>): void {
    this.#changes.push(change)
    if (this.#self) this.#apply(change)
  }

  #apply({ joined, left, updated }: NotificationParams<'room:changed'>): void {
    for (const participant of joined) {
      if (participant.id !== this.#self?.id) this.#others.set(participant.id, participant)
    }
    for (const update of updated) {
      const present = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined))
      if (update.id === this.#self?.id) this.#self = { ...this.#self, ...present }
      const other = this.#others.get(update.id)
      if (other) this.#others.set(update.id, { ...other, ...present })
    }
    for (const id of left) this.#others.delete(id)
  }
}
