import { problem, type Finding } from '../../server/doctor/finding.ts'
import { messageOf } from '../harness/error-message.ts'
import type { Subject } from './subject.ts'

/** One thing that is looked at. */
export interface Check {
  /** What a person waits for. */
  readonly name: string
  readonly run: (subject: Subject) => Promise<Finding[]>
}

/** Where progress is shown; nothing is shown without it. */
export interface ProgressLine {
  write: (text: string) => unknown
}

/** A check that takes longer than this is given up, in milliseconds. */
const CHECK_LIMIT_MS = 40_000
/** After this long a person wants to know what is waited for, in milliseconds. */
const SHOW_AFTER_MS = 1000

/** Carries out checks one after another. A check that fails or hangs is a finding itself, and stops no other. */
export async function runChecks(
  checks: readonly Check[],
  subject: Subject,
  progress: ProgressLine | undefined,
  limitMs: number = CHECK_LIMIT_MS,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const check of checks) found.push(...(await runCheck(check, subject, progress, limitMs)))
  return found
}

async function runCheck(
  { name, run }: Check,
  subject: Subject,
  progress: ProgressLine | undefined,
  limitMs: number,
): Promise<Finding[]> {
  let isShown = false
  const show = setTimeout(() => {
    isShown = true
    progress?.write(`checking: ${name} …`)
  }, SHOW_AFTER_MS)
  const late = Promise.withResolvers<never>()
  const limit = setTimeout(() => late.reject(new Error(`it took longer than ${limitMs / 1000} s`)), limitMs)
  try {
    return await Promise.race([run(subject), late.promise])
  } catch (error) {
    return [
      problem(
        'doctor.failed',
        'warning',
        `The check of the ${name} was not carried out: ${messageOf(error)}`,
      ),
    ]
  } finally {
    clearTimeout(show)
    clearTimeout(limit)
    // ECMA-48: back to the beginning of the line, and erase it.
    if (isShown) progress?.write('\r\u001B[K')
  }
}
