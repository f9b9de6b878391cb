import { readNumber } from '../harness/command-line.ts'

/** What the command line asks for. */
export interface DoctorOptions {
  readonly json: boolean
  readonly help: boolean
  /** People that are expected at the same time. */
  readonly participants: number
  /** All other arguments: flags of `npm start`, read as the server reads them. */
  readonly serverArguments: readonly string[]
}

const PARTICIPANTS = 50

/** The text of `--help`. */
export const USAGE = `npm run doctor -- [--json] [--participants 50] [flags of npm start]

Looks at this installation and the server that runs here, and says what to type where something is wrong.

  --json          one JSON object on standard output, and nothing else
  --participants  people that are expected at the same time (${PARTICIPANTS})

Settings come from --config, PLENARY_* and flags, as for npm start. Exit code 0: no error (warnings may be there);
1: errors; 2: a mistake in the command line. docs/doctor.md explains every finding.
`

/** @throws {OptionError} for a number of participants that is none */
export function parseOptions(argv: readonly string[]): DoctorOptions {
  const serverArguments: string[] = []
  let participants: string | undefined
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at] ?? ''
    const [name, inline] = argument.split('=', 2)
    if (name === '--participants') participants = inline ?? argv[(at += 1)] ?? ''
    else if (argument !== '--json' && argument !== '--help') serverArguments.push(argument)
  }
  const range = { name: 'participants', min: 1, max: 100_000, integer: true }
  return {
    json: argv.includes('--json'),
    help: argv.includes('--help'),
    participants: readNumber(participants, range, PARTICIPANTS),
    serverArguments,
  }
}
