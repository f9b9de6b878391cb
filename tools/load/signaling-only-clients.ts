import { Attendee, type EventLog } from './signaling-only-client.ts'
import type { Failure } from './messages.ts'
import { describeError, type Company } from './client.ts'

/** The participants of this process that open no transport. */
export class Attendance {
  readonly failures: Failure[] = []
  readonly #company: Company
  readonly #log: EventLog
  readonly #attendees = new Map<number, Attendee>()
  #timer: NodeJS.Timeout | undefined
  #nextActor = 0

  /** @param log - hears of every event */
  constructor(company: Omit<Company, 'lost'>, log: EventLog) {
    this.#company = { ...company, lost: (index, reason) => this.#lost(index, reason) }
    this.#log = log
  }

  /** Those who are in the room. */
  get present(): readonly Attendee[] {
    return [...this.#attendees.values()]
  }

  /** Lets somebody join, and keeps the failure. */
  async join(index: number): Promise<void> {
    const attendee = new Attendee(index, this.#company, this.#log)
    try {
      await attendee.join()
    } catch (error) {
      attendee.lose(describeError(error))
    }
    if (!attendee.isGone) this.#attendees.set(index, attendee)
  }

  /** Lets one after another act, until all leave. */
  act(everyMs: number): void {
    this.#timer ??= setInterval(() => this.#actOnce(), everyMs)
  }

  close(): void {
    clearInterval(this.#timer)
    for (const attendee of this.present) attendee.close()
    this.#attendees.clear()
  }

  #lost(index: number, reason: string): void {
    this.#attendees.delete(index)
    this.failures.push({ index, reason })
  }

  #actOnce(): void {
    const actor = this.present[this.#nextActor++ % Math.max(1, this.#attendees.size)]
    actor?.act().catch((error: unknown) => {
      // Who is gone meanwhile was counted as lost already.
      if (!this.#attendees.has(actor.index)) return
      this.failures.push({ index: actor.index, reason: describeError(error) })
    })
  }
}
