import { appendFileSync, readFileSync } from 'node:fs'
import { getTestContext } from 'node:test'

/** A wait that used much of its limit. */
export interface CloseWait {
  /** What was waited for. */
  what: string
  /** In milliseconds. */
  usedMs: number
  /** The scaled limit, in milliseconds. */
  limitMs: number
  /** Full name of the test; empty between tests and in processes that a test started. */
  test: string
  /** Absolute path of the test, or of the program that waited. */
  file: string
}

/** What the processes of one run noted. */
export interface WaitNotes {
  /** How much slower than a quiet one the machine was, once for each process that measured it. */
  factors: number[]
  waits: CloseWait[]
}

/** Environment variable with the file into which all processes of a run write; without it nothing is noted. */
export const LOG_VARIABLE = 'TEST_WAIT_LOG'

/** Environment variable with the factor: a process shares what it measured with those that it starts. */
export const FACTOR_VARIABLE = 'TEST_WAIT_FACTOR'

/** Share of its limit from which on a wait is called close. */
export const CLOSE_SHARE = 0.6

/**
 * The factor that somebody has set or measured before, if it is a number from 1 on.
 *
 * @param text - value of the environment variable
 */
export function readFactor(text: string | undefined): number | undefined {
  const factor = Number(text)
  return Number.isFinite(factor) && factor >= 1 ? factor : undefined
}

/** Notes how slow this process found the machine. */
export function noteFactor(factor: number): void {
  append({ factor })
}

/** Notes a wait that is over, if it was close to its limit. */
export function noteWait({ what, usedMs, limitMs }: Pick<CloseWait, 'what' | 'usedMs' | 'limitMs'>): void {
  if (usedMs < limitMs * CLOSE_SHARE) return
  const context = getTestContext()
  const wait: CloseWait = {
    what,
    usedMs: Math.round(usedMs),
    limitMs,
    test: context?.fullName ?? '',
    file: context?.filePath ?? process.argv[1] ?? '',
  }
  append({ wait })
}

/** Reads what the processes of a run noted; nothing when none did. */
export function readNotes(file: string): WaitNotes {
  const notes: WaitNotes = { factors: [], waits: [] }
  for (const line of readLines(file)) {
    const { factor, wait } = JSON.parse(line) as { factor?: number; wait?: CloseWait }
    if (factor !== undefined) notes.factors.push(factor)
    if (wait) notes.waits.push(wait)
  }
  return notes
}

// One write for each line, so that lines of several processes do not mix.
function append(note: object): void {
  const file = process.env[LOG_VARIABLE]
  if (file) appendFileSync(file, `${JSON.stringify(note)}\n`)
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
