/** How often something happened, by the action in which it did. */
export type Tally = Record<string, number>

// Thousands of failures often have one cause, which the first of them show.
const REASONS_MAX = 20

/** What clients did, and what failed, in the room and while joining it. */
export class SoakRecord {
  readonly actions: Tally = {}
  readonly failures: Tally = {}
  /** Failures that a killed worker explains. */
  readonly excusedByKill: Tally = {}
  /** The first reasons of failures that nothing explains. */
  readonly reasons: string[] = []
  /** How often a client that returned with its token got another seat. Nothing excuses that. */
  seatsLost = 0

  /** How many actions succeeded. */
  get done(): number {
    return Object.values(this.actions).reduce((sum, count) => sum + count, 0)
  }

  did(action: string): void {
    count(this.actions, action)
  }

  failed(action: string, reason: string): void {
    count(this.failures, action)
    if (this.reasons.length < REASONS_MAX) this.reasons.push(`${action}: ${reason}`)
  }

  excused(action: string): void {
    count(this.excusedByKill, action)
  }
}

function count(tally: Tally, action: string): void {
  tally[action] = (tally[action] ?? 0) + 1
}
