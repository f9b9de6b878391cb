import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface FaultOptions {
  /** Rows to rehearse, by name; empty for all of them. */
  only: readonly string[]
  /** Repetitions of each row. */
  runs: number
  seed: number
  /** Nothing but the JSON line on standard output. */
  json: boolean
  /** Minutes of churn after the rows; 0 for none. */
  churnMinutes: number
  /** Leaves the network of this machine alone, as without root. */
  loopback: boolean
}

/** Something is wrong with the command line; the message says what to do. */
export class OptionError extends Error {}

const RUNS_DEFAULT = 10
/** Repetitions with `--short`: enough to see that everything works, too few for figures. */
const RUNS_SHORT = 2
const RUNS_MAX = 1000
/** Churn after all rows, in minutes. */
const CHURN_DEFAULT = 20
const CHURN_SHORT = 1
const CHURN_MAX = 24 * 60

const FLAGS = {
  only: { type: 'string', multiple: true },
  runs: { type: 'string' },
  seed: { type: 'string' },
  short: { type: 'boolean' },
  churn: { type: 'string' },
  loopback: { type: 'boolean' },
  json: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** The help text. */
export const HELP = [
  'Breaks a running meeting in every way that we can make, and measures what people notice.',
  '',
  'Usage: npm run faults -- [options]',
  '',
  '  --only <row>       rehearse this row only; may be repeated, or name several with commas',
  `  --runs <number>    repetitions of each row (${RUNS_DEFAULT})`,
  '  --seed <number>    of everything that is left to chance (1)',
  `  --short            ${RUNS_SHORT} repetitions, to see that everything works`,
  `  --churn <minutes>  fuzz and churn after the rows (${CHURN_DEFAULT}; with --short ${CHURN_SHORT}, with --only 0)`,
  '  --loopback         leave the network of this machine alone, and skip what needs more',
  '  --json             print the result as JSON and nothing else',
  '  --list             print the rows and what each needs',
  '  --help             print this text',
  '',
  'The last line is the result as one JSON object. docs/reliability.md explains the figures.',
].join('\n')

/**
 * Reads the command line.
 *
 * @param names - of all rows
 * @returns `help` or `list` when only that text is wanted
 * @throws {OptionError}
 */
export function parseOptions(
  argv: readonly string[],
  names: readonly string[],
): FaultOptions | 'help' | 'list' {
  const values = readFlags(argv)
  if (values.help) return 'help'
  if (values.list) return 'list'
  if (values.short && values.runs !== undefined) throw new OptionError('Give --short or --runs, not both.')
  const only = (values.only ?? []).flatMap((text) => text.split(','))
  for (const name of only) {
    if (!names.includes(name)) throw new OptionError(`--only ${name} is no row; see --list.`)
  }
  return {
    only,
    runs: values.short
      ? RUNS_SHORT
      : readWhole(values.runs, { name: 'runs', min: 1, max: RUNS_MAX }, RUNS_DEFAULT),
    seed: readWhole(values.seed, { name: 'seed', min: 0, max: 2 ** 32 - 1 }, 1),
    churnMinutes: readWhole(
      values.churn,
      { name: 'churn', min: 0, max: CHURN_MAX },
      churnPreset(only.length > 0, values.short ?? false),
    ),
    json: values.json ?? false,
    loopback: values.loopback ?? false,
  }
}

function churnPreset(isPart: boolean, isShort: boolean): number {
  if (isPart) return 0
  return isShort ? CHURN_SHORT : CHURN_DEFAULT
}

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: false }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new OptionError(`${reason} See --help.`)
  }
}

function readWhole(
  text: string | undefined,
  { name, min, max }: { name: string; min: number; max: number },
  preset: number,
): number {
  if (text === undefined) return preset
  const number = Number(text)
  if (text !== '' && Number.isInteger(number) && number >= min && number <= max) return number
  throw new OptionError(`--${name} takes a whole number from ${min} to ${max}.`)
}
