import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { Probe } from './probe.ts'
import type { Reading, TileReading } from './readings.ts'

/**
 * One person with one page, in whichever browser: what the page shows and receives, and
 * whatever it complains about.
 */
export abstract class Viewer {
  name = ''
  /** Everything that the page wrote to its console. */
  readonly console: string[] = []
  /** Console errors, uncaught errors, requests that failed. */
  readonly #problems: string[] = []
  #forgiven: RegExp[] = []

  /** Evaluates in the page, with the probe. The function must not use anything from outside itself. */
  abstract probe<T>(read: (probe: Probe) => T | Promise<T>): Promise<T>
  abstract goto(url: string): Promise<void>
  /** @param timeoutMs - without the slowness of the machine */
  abstract screenshot(path: string, timeoutMs: number): Promise<void>
  abstract isClosed(): boolean
  abstract close(): Promise<void>

  /** Records a line of the console. */
  protected hear(type: string, text: string, url: string): void {
    const line = `${type}: ${text} (${url})`
    this.console.push(line)
    if (type === 'error') this.complain(`console ${line}`)
  }

  /** Records what must not happen. */
  protected complain(problem: string): void {
    this.#problems.push(problem)
  }

  /** Allows a complaint that the test itself provokes. */
  forgive(pattern: RegExp): void {
    this.#forgiven.push(pattern)
  }

  /** What the page complained about. */
  async problems(): Promise<string[]> {
    const violations = await this.probe((probe) => [...probe.violations]).catch(() => [])
    const all = [...this.#problems, ...violations.map((violation) => `CSP: ${violation}`)]
    return all.filter((problem) => !this.#forgiven.some((pattern) => pattern.test(problem)))
  }

  read(): Promise<Reading> {
    return this.probe((probe) => probe.read())
  }

  /** The tile of a label as it is now. */
  async tileReading(label: string): Promise<TileReading | undefined> {
    return (await this.read()).tiles.find((tile) => tile.label === label)
  }

  /** Labels of all tiles, sorted. */
  async tileLabels(): Promise<string[]> {
    const { tiles } = await this.read()
    return tiles.map(({ label }) => label).sort()
  }

  /** Waits until exactly these tiles are shown, the own one included. */
  async showsTiles(labels: readonly string[], options?: { timeoutMs?: number }): Promise<void> {
    const wanted = [...labels].sort().join(', ')
    await waitFor(
      `${this.name} shows the tiles ${wanted}`,
      async () => {
        const shown = (await this.tileLabels()).join(', ')
        return shown === wanted ? true : shown || 'no tile'
      },
      options,
    )
  }
}
