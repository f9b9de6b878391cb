import type { NotificationParams, Participant, ParticipantUpdate } from '../../protocol/index.ts'

type RosterField = Exclude<keyof Participant, 'id'>

export interface RosterOptions {
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
  send: (change: NotificationParams<'room:changed'>) => void
  /** How many people hear each message. */
  listeners: () => number
  /** Shortest time between two messages, in milliseconds. */
  intervalMs: number
}

/**
 * While people pour into a room that is large already, and nothing else happens,
 * messages come less often: each goes to everybody, and nobody reads that fast.
 */
const RUSH = { listeners: 100, comingAndGoing: 3, intervalMs: 500 }

/**
 * Gathers changes of the participant list and sends them together. It keeps
 * *what* changed and reads the values when it sends, so a late message never
 * carries an old state.
 */
export class Roster {
  readonly #options: RosterOptions
  readonly #joined = new Set<string>()
  readonly #left = new Set<string>()
  readonly #updated = new Map<string, Set<RosterField>>()
  #timer: NodeJS.Timeout | null = null
  #dueAt = Number.POSITIVE_INFINITY
  #sentAt = Number.NEGATIVE_INFINITY
  #isRush = false

  constructor(options: RosterOptions) {
    this.#options = options
  }

  joined(participantId: string): void {
    this.#joined.add(participantId)
    this.#schedule({ isUrgent: false })
  }

  left(participantId: string): void {
    this.#updated.delete(participantId)
    this.#joined.delete(participantId)
    // Also of somebody who came and went within one interval: whoever joined in that
    // very interval has met them in the reply to the join.
    this.#left.add(participantId)
    this.#schedule({ isUrgent: false })
  }

  updated(participantId: string, field: RosterField): void {
    if (this.#joined.has(participantId)) return
    const fields = this.#updated.get(participantId) ?? new Set()
    this.#updated.set(participantId, fields.add(field))
    this.#schedule({ isUrgent: true })
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule({ isUrgent }: { isUrgent: boolean }): void {
    const interval = this.#isRush && !isUrgent ? RUSH.intervalMs : this.#options.intervalMs
    const dueAt = this.#sentAt + interval
    if (this.#timer && this.#dueAt <= dueAt) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, dueAt - Date.now()))
  }

  #flush(): void {
    this.#timer = null
    this.#sentAt = Date.now()
    const joined = [...this.#joined].flatMap((id) => this.#options.find(id) ?? [])
    const updated = [...this.#updated].flatMap(([id, fields]) => this.#pick(id, fields) ?? [])
    const left = [...this.#left]
    this.#isRush =
      joined.length + left.length >= RUSH.comingAndGoing && this.#options.listeners() >= RUSH.listeners
    this.#joined.clear()
    this.#updated.clear()
    this.#left.clear()
    if (joined.length + left.length + updated.length > 0) this.#options.send({ joined, left, updated })
  }

  #pick(id: string, fields: ReadonlySet<RosterField>): ParticipantUpdate | undefined {
    const participant = this.#options.find(id)
    if (!participant) return undefined
    const picked = Object.entries(participant).filter(([key]) => fields.has(key as RosterField))
    return { ...Object.fromEntries(picked), id }
  }
}
