import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Finding } from '../../server/doctor/finding.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What `npm run doctor` ended with. */
export interface Examination {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** None without `--json`. */
  readonly findings: readonly Finding[]
}

type Command = [string, ...string[]]

/** Where and how the command is run. */
export interface ExamineOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Turns the command into one for another machine. */
  readonly wrap?: (...command: Command) => Command
}

/** Runs the doctor with `--json`, and flags of the server. */
export async function examine(args: readonly string[], options: ExamineOptions = {}): Promise<Examination> {
  const { env, wrap = (...whole: Command): Command => whole } = options
  const [command, ...rest] = wrap(process.execPath, `${ROOT}tools/doctor.ts`, '--json', ...args)
  return await new Promise((resolve) => {
    execFile(command, rest, { cwd: ROOT, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      const { findings } = stdout.startsWith('{') ? (JSON.parse(stdout) as Examination) : { findings: [] }
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr, findings })
    })
  })
}

/** The findings that ask for something: `error ports.taken`. */
export function complaintsOf({ findings }: Examination): string[] {
  return findings.filter(({ level }) => level === 'error').map(({ level, id }) => `${level} ${id}`)
}

/** The lines to type of the one finding with this id; none when it is not there. */
export function fixOf({ findings }: Examination, id: Finding['id']): readonly string[] {
  return findings.find((finding) => finding.id === id)?.fix ?? []
}

/** The flags of a line that starts the server. @throws {Error} for any other line */
export function flagsOf(line: string | undefined): string[] {
  const flags = /^npm start -- (.*)$/.exec(line ?? '')?.[1]
  if (flags === undefined || flags.includes("'")) throw new Error(`This line starts no server: ${line}`)
  return flags.split(' ')
}
