import { note, onInterrupt, OptionError } from './harness/command-line.ts'
import { requireBrowser } from './faults/browsers.ts'
import { missEverything, findMissingCapabilities } from './faults/capabilities.ts'
import { runChurn, type ChurnResult } from './faults/run-churn.ts'
import { MATRIX } from './faults/matrix.ts'
import { HELP, parseOptions, type FaultOptions } from './faults/options.ts'
import { Rehearsal, type RehearsalResult } from './faults/rehearsal.ts'
import { reportTable, warnings } from './faults/report.ts'
import { endNativeTransports } from './native-peer/native-transport.ts'

/**
 * Breaks a running meeting in every way that we can make, and measures what people
 * notice:
 *
 *   npm run faults -- --only worker-killed --runs 10
 *
 * Progress goes to standard error; the last line on standard output is the result.
 */

const EXIT_PROMISE_BROKEN = 1
const EXIT_CANNOT_BEGIN = 2
const EXIT_INTERRUPTED = 130

function list(): string {
  return MATRIX.map(({ name, title, needs }) => {
    return `${name.padEnd(24)}${title}${needs.length > 0 ? ` (needs ${needs.join(', ')})` : ''}`
  }).join('\n')
}

function readOptions(): FaultOptions {
  try {
    const options = parseOptions(
      process.argv.slice(2),
      MATRIX.map(({ name }) => name),
    )
    if (typeof options === 'object') return options
    process.stdout.write(`${options === 'help' ? HELP : list()}\n`)
    process.exit(0)
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(EXIT_CANNOT_BEGIN)
  }
}

interface Outcome extends RehearsalResult {
  churn: ChurnResult | undefined
}

function print({ rows, skipped, churn }: Outcome, { json, runs, seed }: FaultOptions): void {
  if (!json) process.stdout.write(`${reportTable({ rows, skipped }).join('\n')}\n`)
  process.stdout.write(`${JSON.stringify({ runs, seed, rows, skipped, churn })}\n`)
  for (const what of churn?.trouble ?? []) note(`churn: ${what}`)
  for (const warning of warnings({ rows, skipped })) note(`do not trust ${warning}`)
  for (const { name, broken } of rows) for (const reason of broken) note(`${name}: ${reason}`)
}

async function churnAfterwards({
  churnMinutes: minutes,
  seed,
}: FaultOptions): Promise<ChurnResult | undefined> {
  if (minutes === 0) return undefined
  note(`churn for ${minutes} min, after random requests`)
  return await runChurn({ minutes, seed, signal: churning.signal })
}

/** Otherwise every run of every row would fail for the same reason. */
function checkBrowser(): void {
  try {
    requireBrowser()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(EXIT_CANNOT_BEGIN)
  }
}

const options = readOptions()
checkBrowser()
const rehearsal = new Rehearsal(options, note)
const broken = Promise.withResolvers<never>()
const churning = new AbortController()
const wasInterrupted = onInterrupt(() => {
  churning.abort()
  broken.reject(new Error('Interrupted.'))
})
try {
  const chosen = MATRIX.filter(({ name }) => options.only.length === 0 || options.only.includes(name))
  const missing = options.loopback
    ? missEverything('it needs more than the loopback address')
    : await findMissingCapabilities()
  const result = await Promise.race([rehearsal.run(chosen, missing), broken.promise])
  const churn = await churnAfterwards(options)
  print({ ...result, churn }, options)
  const isKept = result.rows.every((row) => row.broken.length === 0) && (churn?.trouble ?? []).length === 0
  process.exitCode = isKept ? 0 : EXIT_PROMISE_BROKEN
} catch (error) {
  note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = wasInterrupted() ? EXIT_INTERRUPTED : EXIT_PROMISE_BROKEN
} finally {
  await rehearsal.close()
  // One that lost its server in the middle of a handshake may never tell of its end.
  await endNativeTransports().catch((error: unknown) => note(String(error)))
}
process.exit()
