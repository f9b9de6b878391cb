import type { LogEntry } from '../../../protocol/index.ts'
import type { EventsOfRoom, RoomEvent } from '../ports/events.ts'
import type { LogStore } from '../ports/log-store.ts'
import { LineGate } from './line-gate.ts'
import { lineOf, LOGGED_EVENTS, type LogLine } from './log-lines.ts'

// A long meeting with much to decide; the oldest lines go first.
const KEPT_LINES = 1000

/** Where the lines go. */
export interface MeetingLogOptions {
  room: string
  store: LogStore
  events: EventsOfRoom
  /** Number of the newest line so far; 0 before the first. */
  newest: number
  /** People who have a seat from before a restart. */
  people: Iterable<{ id: string; name: string }>
}

/**
 * What happened in a meeting, for its hosts: who came and went, and what hosts decided. Of what people write to each
 * other it knows nothing.
 */
export class MeetingLog {
  readonly #options: MeetingLogOptions
  /** What people who have a seat are called: whoever has left is not there to be asked. */
  readonly #names = new Map<string, string>()
  readonly #gate = new LineGate((line) => this.#write(line))
  #newest: number

  constructor(options: MeetingLogOptions) {
    this.#options = options
    this.#newest = options.newest
    for (const { id, name } of options.people) this.#names.set(id, name)
    this.#watch()
  }

  /** @returns the newest lines with numbers below `before`, the newest first */
  async read({
    before = Number.MAX_SAFE_INTEGER,
    limit,
  }: {
    before?: number | undefined
    limit: number
  }): Promise<LogEntry[]> {
    const { store, room } = this.#options
    return await store.readLog(room, before, limit)
  }

  #watch(): void {
    const { events } = this.#options
    const line = (event: RoomEvent): LogLine | undefined => lineOf(event, (id) => this.#names.get(id) ?? '')
    for (const name of LOGGED_EVENTS.people) {
      events.on(name, (event: RoomEvent) => {
        const one = line(event)
        if (one) this.#gate.pass(one)
      })
    }
    for (const name of LOGGED_EVENTS.decisions) {
      events.on(name, (event: RoomEvent) => {
        const one = line(event)
        if (one) this.#write(one)
      })
    }
    // After the lines: they tell of the names of before.
    events.on('participantJoined', ({ participant: { id, name } }) => this.#names.set(id, name))
    events.on('participantRenamed', ({ participantId, displayName }) =>
      this.#names.set(participantId, displayName),
    )
    events.on('participantRenamedBy', ({ participantId, displayName }) =>
      this.#names.set(participantId, displayName),
    )
    events.on('participantLeft', ({ participantId }) => this.#names.delete(participantId))
    events.on('roomClosed', () => this.#gate.flush())
  }

  #write(line: LogLine): void {
    this.#newest += 1
    const { store, room } = this.#options
    const entry: LogEntry = { number: this.#newest, at: Date.now(), ...line }
    void store.appendLog(room, entry, this.#newest - KEPT_LINES + 1)
  }
}
