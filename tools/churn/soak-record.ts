/** How often something happened, by the action in which it did. */
export type Tally = Record<string, number>

// The first ones tell what it is; thousands of the same would hide them.
const REASONS_MAX = 20

/** What people did, and what went wrong for them, whether they were inside or on their way. */
export class SoakRecord {
  readonly actions: Tally = {}
  readonly failures: Tally = {}
  /** Failures that a killed worker explains. */
  readonly excusedByKill: Tally = {}
  /** The first reasons of failures that nothing explains. */
  readonly reasons: string[] = []
  /** Somebody came back with a token, and as somebody else. Nothing excuses that. */
  seatsLost = 0

  /** How much was done. */
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
