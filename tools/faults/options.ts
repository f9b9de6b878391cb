import { OptionError, readFlags, readNumber } from '../harness/command-line.ts'

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

/** Repetitions of each scenario. */
const RUNS_DEFAULT = 10
/** Repetitions with `--short`: enough to see that everything works, too few for figures. */
const RUNS_SHORT = 2
const RUNS_MAX = 1000
/** Churn after all rows, in minutes. */
const CHURN_DEFAULT = 20
/** The same with `--short`. */
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
  const values = readFlags(argv, FLAGS)
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
      : readNumber(values.runs, { name: 'runs', min: 1, max: RUNS_MAX, integer: true }, RUNS_DEFAULT),
    seed: readNumber(values.seed, { name: 'seed', min: 0, max: 2 ** 32 - 1, integer: true }, 1),
    churnMinutes: readNumber(
      values.churn,
      { name: 'churn', min: 0, max: CHURN_MAX, integer: true },
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
