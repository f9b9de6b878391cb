/** Lines that are kept, and characters of all of them. */
const LINES_MAX = 300
const CHARACTERS_MAX = 512 * 1024

// As pino writes them; everything else is at info or above.
const LESS_THAN_INFO = /^\{"level":"(debug|trace)"/

/** The last lines of the log, as it wrote them: redacted, and cut where strangers wrote. */
export class LogTail {
  readonly #lines: string[] = []
  #characters = 0

  /** Keeps a line of JSON, if it is at info or above. */
  add(line: string): void {
    if (LESS_THAN_INFO.test(line)) return
    this.#lines.push(line)
    this.#characters += line.length
    while (this.#lines.length > LINES_MAX || this.#characters > CHARACTERS_MAX)
      this.#characters -= this.#lines.shift()?.length ?? this.#characters
  }

  /** The newest of them, oldest first. */
  last(count: number): Record<string, unknown>[] {
    return this.#lines.slice(-count).map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}
