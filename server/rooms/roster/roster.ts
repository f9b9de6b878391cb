import type { NotificationParams, Participant, ParticipantUpdate } from '../../../protocol/index.ts'
import { RosterPages } from './roster-pages.ts'

/** A field of a participant that can change. */
export type RosterField = Exclude<keyof Participant, 'id'>

/** Where a roster looks participants up, and how it tells of them. */
export interface RosterOptions {
  /** The participant as it is now, or undefined when gone. */
  find: (participantId: string) => Participant | undefined
  send: (change: NotificationParams<'room:changed'>) => void
  /** Shortest time between two messages, in milliseconds. */
  intervalMs: number
}

/**
 * While people pour into a room that is large already, and nothing else happens,
 * messages come less often: each goes to everybody, and nobody reads that fast. The
 * larger the room the longer they wait, a millisecond for each person, so that telling
 * of a rush costs the same share of a core in any room.
 */
const RUSH = { listeners: 100, comingAndGoing: 3, minIntervalMs: 500, maxIntervalMs: 1000 }

/**
 * The participant list as others are told of it: whole for those who come, and
 * in changes for those who are there. It gathers changes and sends them together; it keeps
 * *what* changed and reads the values when it sends, so a late message never
 * carries an old state.
 */
export class Roster {
  readonly #options: RosterOptions
  readonly #pages: RosterPages
  readonly #joined = new Set<string>()
  readonly #left = new Set<string>()
  readonly #updated = new Map<string, Set<RosterField>>()
  #timer: NodeJS.Timeout | null = null
  #closed = false
  #dueAt = Number.POSITIVE_INFINITY
  #sentAt = Number.NEGATIVE_INFINITY
  #isRush = false
  /** Who was told of last in a rush: that they begin to send is a part of their coming. */
  #newcomers: ReadonlySet<string> = new Set()

  constructor(options: RosterOptions) {
    this.#options = options
    this.#pages = new RosterPages(options.find)
  }

  /** How many are on the list. */
  get size(): number {
    return this.#pages.size
  }

  /** The whole list as it is now, in messages that many can be sent. */
  get list(): NotificationParams<'room:changed'>[] {
    return this.#pages.messages
  }

  /** Somebody is on the list whom nobody has to be told of: nobody is there. */
  restored(participantId: string): void {
    this.#pages.add(participantId)
  }

  joined(participantId: string): void {
    this.#pages.add(participantId)
    this.#joined.add(participantId)
    this.#schedule({ isUrgent: false })
  }

  left(participantId: string): void {
    this.#pages.remove(participantId)
    this.#updated.delete(participantId)
    this.#joined.delete(participantId)
    // Also of somebody who came and went within one interval: whoever joined in that
    // very interval has met them in the reply to the join.
    this.#left.add(participantId)
    this.#schedule({ isUrgent: false })
  }

  updated(participantId: string, field: RosterField): void {
    this.#pages.changed(participantId)
    if (this.#joined.has(participantId)) return
    const fields = this.#updated.get(participantId) ?? new Set()
    this.#updated.set(participantId, fields.add(field))
    this.#schedule({ isUrgent: field !== 'publications' || !this.#newcomers.has(participantId) })
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule({ isUrgent }: { isUrgent: boolean }): void {
    if (this.#closed) return
    const interval = this.#isRush && !isUrgent ? this.#rushInterval : this.#options.intervalMs
    const dueAt = this.#sentAt + interval
    if (this.#timer && this.#dueAt <= dueAt) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, dueAt - Date.now()))
  }

  get #rushInterval(): number {
    return Math.min(RUSH.maxIntervalMs, Math.max(RUSH.minIntervalMs, this.#pages.size))
  }

  #flush(): void {
    this.#timer = null
    this.#sentAt = Date.now()
    const joined = [...this.#joined].flatMap((id) => this.#options.find(id) ?? [])
    const updated = [...this.#updated].flatMap(([id, fields]) => this.#pick(id, fields) ?? [])
    const left = [...this.#left]
    this.#isRush = joined.length + left.length >= RUSH.comingAndGoing && this.#pages.size >= RUSH.listeners
    this.#newcomers = new Set(this.#isRush ? this.#joined : [])
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
