import type { EventLog } from './signaling-only-client.ts'
import type { Measures } from './measures.ts'
import type { EventReport } from './messages.ts'

/** How many clients of this process heard of each event, and how late. */
export class ProcessEventLog implements EventLog {
  readonly #measures: Measures
  readonly #events = new Map<number, EventReport>()
  #isOpen = false

  constructor(measures: Measures) {
    this.#measures = measures
  }

  /** Counts events from now on. */
  open(): void {
    this.#events.clear()
    this.#isOpen = true
  }

  made(id: number): void {
    if (this.#isOpen) this.#entry(id)
  }

  heard(id: number, latencyMs: number): void {
    if (!this.#isOpen) return
    this.#measures.add('event', latencyMs)
    const event = this.#entry(id)
    event.heard += 1
    event.lastMs = Math.max(event.lastMs, latencyMs)
  }

  /** Ends counting, and hands over what was counted. */
  close(): EventReport[] {
    this.#isOpen = false
    return [...this.#events.values()]
  }

  #entry(id: number): EventReport {
    const event = this.#events.get(id) ?? { id, heard: 0, lastMs: 0 }
    this.#events.set(id, event)
    return event
  }
}
