import type { LogEntry } from '../../../protocol/index.ts'
import type { LogLine } from './log-lines.ts'

type Kind = LogEntry['kind']

// So many lines of one kind are worth reading one by one; a class comes in as "25 joined".
const LINES_PER_WINDOW = 8
const WINDOW_MS = 10_000

/**
 * Lets lines about what people do by themselves through, a few of each kind in ten seconds. Those beyond become one
 * line that counts them, so that neither a rush nor somebody who goes in and out washes away what hosts have done.
 */
export class LineGate {
  readonly #write: (line: LogLine) => void
  readonly #passed = new Map<Kind, number>()
  readonly #counted = new Map<Kind, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(write: (line: LogLine) => void) {
    this.#write = write
  }

  pass(line: LogLine): void {
    this.#timer ??= setTimeout(() => this.flush(), WINDOW_MS).unref()
    const passed = this.#passed.get(line.kind) ?? 0
    if (passed < LINES_PER_WINDOW) {
      this.#passed.set(line.kind, passed + 1)
      this.#write(line)
    } else {
      this.#counted.set(line.kind, (this.#counted.get(line.kind) ?? 0) + 1)
    }
  }

  /** Writes what was counted, and begins anew. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [kind, count] of this.#counted) this.#write({ kind, details: { count } })
    this.#counted.clear()
    this.#passed.clear()
  }
}
