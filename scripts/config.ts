// `npm run config -- --explain listen.port`: explains, prints and checks settings, without a server.
import { loadBranding } from '../server/branding/branding.ts'
import { explain, type CurrentSettings } from '../server/config/explain.ts'
import { ConfigError, loadConfig, type LoadResult } from '../server/config/load.ts'
import { printConfig } from '../server/config/print.ts'
import { readTextFile } from '../server/config/read-text-file.ts'

const USAGE = `npm run config -- --explain [KEY]   what a setting or a section is, and what it is now
npm run config -- --print           every setting as it holds, and where it came from
npm run config -- --check FILE      whether a file is in order, without starting a server

Flags of the server after these count, as they do for npm start, and so do PLENARY_*
variables, but not for --check: npm run config -- --print --config my.yaml --port 4000
`

const EXIT_PROBLEMS = 2

interface Plan {
  command: 'explain' | 'print' | 'check' | 'help'
  /** The key or the file. */
  subject: string
  /** Flags of the server. */
  rest: string[]
}

/** @throws {Error} with a sentence that says what to type */
function readPlan(argv: readonly string[]): Plan {
  const [first = '--help', ...rest] = argv
  const [, command, , inline] = /^--(explain|print|check|help)(=(.*))?$/.exec(first) ?? []
  if (command === undefined) throw new Error(`Begin with --explain, --print or --check.\n\n${USAGE}`)
  const takesSubject = command === 'explain' || command === 'check'
  const next = inline ?? (takesSubject && isSubject(rest[0], command) ? rest.shift() : undefined) ?? ''
  if (command === 'check' && next === '') throw new Error('Say which file: npm run config -- --check my.yaml')
  return { command: command as Plan['command'], subject: next, rest }
}

/** Flags of the server begin with hyphens too, and some of them name a setting. */
function isSubject(next: string | undefined, command: string): boolean {
  return next !== undefined && (command === 'check' || !next.startsWith('--'))
}

/** @throws {ConfigError} with every problem at once */
function load(argv: readonly string[], env: NodeJS.ProcessEnv): Extract<LoadResult, { action: 'run' }> {
  const result = loadConfig({ argv, env, readFile: (path) => readTextFile(path) })
  if (result.action !== 'run') throw new Error(USAGE)
  return result
}

function run({ command, subject, rest }: Plan): void {
  if (command === 'help') process.stdout.write(USAGE)
  else if (command === 'print') process.stdout.write(printConfig(load(rest, process.env)))
  else if (command === 'check') {
    // It is read at the start, and would stop it.
    loadBranding(load(['--config', subject, ...rest], {}).config.branding)
    process.stdout.write(`${subject} is in order. Start with it: npm start -- --config ${subject}\n`)
  } else explainSubject(subject, rest)
}

function explainSubject(subject: string, rest: readonly string[]): void {
  let current: CurrentSettings | undefined
  let problems = ''
  try {
    current = load(rest, process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems = error.problems.join('\n')
  }
  const answer = explain(subject, current)
  if ('problem' in answer) throw new Error(answer.problem)
  process.stdout.write(`${answer.text}\n`)
  if (problems !== '') process.stderr.write(`\nThe settings have problems:\n${problems}\n`)
}

try {
  run(readPlan(process.argv.slice(2)))
} catch (error) {
  const { message, problems } = error as ConfigError
  process.stderr.write(`${problems ? problems.join('\n') : message}\n`)
  process.exitCode = EXIT_PROBLEMS
}
