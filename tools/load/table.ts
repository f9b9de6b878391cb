import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { OptionError, readFlags, readNumber } from '../harness/command-line.ts'
import type { LoadResult } from './result.ts'
import { tableLines, titleOf, type MeasuredRow, type RunOutcome } from './table-lines.ts'
import { planTable, runsOf, TABLE_SIZES, type TableRow, type TableTimes } from './table-plan.ts'

const PROGRAM = fileURLToPath(new URL('../load.ts', import.meta.url))
const FLAGS = {
  table: { type: 'boolean' },
  sizes: { type: 'string' },
  duration: { type: 'string' },
  'warm-up': { type: 'string' },
} as const

/** What a table is made of. */
export interface TableOptions extends TableTimes {
  sizes: readonly number[]
}

/** Whether the command line asks for a table, and not for one run. */
export function wantsTable(argv: readonly string[]): boolean {
  return argv.includes('--table')
}

/**
 * Reads the command line of a table.
 *
 * @throws {OptionError}
 */
export function parseTableOptions(argv: readonly string[]): TableOptions {
  const values = readFlags(argv, FLAGS)
  const sizes = values.sizes === undefined ? TABLE_SIZES : values.sizes.split(',').map(Number)
  if (!sizes.every((size) => Number.isInteger(size) && size >= 2 && size <= 5000)) {
    throw new OptionError('--sizes takes numbers of participants from 2 to 5000, such as 25,100,300.')
  }
  return {
    sizes,
    warmUp: readNumber(values['warm-up'], { name: 'warm-up', min: 0, max: 600 }, 6),
    duration: readNumber(values.duration, { name: 'duration', min: 1, max: 3600 }, 20),
  }
}

/** Every measurement of a table, one after another. */
export class LoadTable {
  readonly #rows: readonly TableRow[]
  readonly #note: (text: string) => void
  #interrupt: (() => void) | undefined
  #isInterrupted = false

  /** @param note - says what happens now */
  constructor(options: TableOptions, cores: number, note: (text: string) => void) {
    this.#rows = planTable(options.sizes, options, cores)
    this.#note = note
  }

  /** Ends the run of the moment, and begins no other. */
  interrupt(): void {
    this.#isInterrupted = true
    this.#interrupt?.()
  }

  /** Measures all, and writes the table. */
  async measure(): Promise<{ lines: string[]; isGood: boolean }> {
    const measured: MeasuredRow[] = []
    for (const row of this.#rows) measured.push(await this.#measureRow(row))
    const runs = measured.flatMap(({ server, bare }) => [server, bare].filter((run) => run !== undefined))
    return {
      lines: tableLines(measured),
      isGood: runs.every((run) => !('failure' in run) && run.problems.length === 0),
    }
  }

  async #measureRow(row: TableRow): Promise<MeasuredRow> {
    if (row.load === undefined) return { row }
    const { server, bare } = runsOf(row)
    this.#note(`${titleOf(row)}: server`)
    const ofServer = await this.#run(server)
    this.#note(`${titleOf(row)}: bare worker`)
    return { row, server: ofServer, bare: await this.#run(bare) }
  }

  /** A process of its own for each run: none inherits the memory of the one before. */
  async #run(args: readonly string[]): Promise<RunOutcome> {
    if (this.#isInterrupted) return { failure: 'interrupted' }
    const child = spawn(process.execPath, [PROGRAM, ...args, '--json'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#interrupt = () => child.kill('SIGINT')
    let output = ''
    let lastNote = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (lastNote = chunk.toString().trim() || lastNote))
    await once(child, 'close')
    this.#interrupt = undefined
    const result = output.trimEnd().split('\n').at(-1)
    try {
      return JSON.parse(result ?? '') as LoadResult
    } catch {
      // One that failed costs its row, and not the others.
      return { failure: lastNote || 'it said nothing' }
    }
  }
}
