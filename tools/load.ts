import { messageOf } from './harness/error-message.ts'
import { availableParallelism } from 'node:os'
import { helpText } from './load/flags.ts'
import { note, onInterrupt, OptionError } from './harness/command-line.ts'
import { parseOptions, type LoadOptions } from './load/options.ts'
import { progressLine, reportLines } from './load/report.ts'
import { createResult, type LoadResult } from './load/result.ts'
import { Run } from './load/run.ts'
import { LoadTable, parseTableOptions, wantsTable } from './load/table.ts'
import { openTarget, type Target } from './load/target.ts'

/**
 * Fills a room with participants and measures what that costs:
 *
 *   npm run load -- --url http://127.0.0.1:3000 --participants 100
 *
 * Progress goes to standard error; the last line on standard output is the result.
 */

const EXIT_FAILED = 1
const EXIT_BAD_OPTIONS = 2
const EXIT_INTERRUPTED = 130
const PROGRESS_MS = 1000

/** One test, which can be broken off at any moment. */
class LoadTest {
  readonly #options: LoadOptions
  readonly #broken = Promise.withResolvers<never>()
  #target: Target | undefined
  #run: Run | undefined

  constructor(options: LoadOptions) {
    this.#options = options
    // Somebody listens to it only while a test runs.
    this.#broken.promise.catch(() => undefined)
  }

  /** Ends the test with this reason. */
  breakOff(reason: Error): void {
    this.#broken.reject(reason)
  }

  async measure(): Promise<LoadResult> {
    try {
      return await Promise.race([this.#measure(), this.#broken.promise])
    } finally {
      await this.#run?.close()
      await this.#target?.close()
    }
  }

  async #measure(): Promise<LoadResult> {
    const crashed = (error: Error): void => this.breakOff(error)
    this.#target = await openTarget(this.#options, crashed)
    await checkReachable(this.#target)
    const run = new Run(this.#options, this.#target, { crashed, note })
    this.#run = run
    const timer = setInterval(() => note(progressLine(run.generators)), PROGRESS_MS)
    try {
      return createResult(this.#options, await run.measure())
    } finally {
      clearInterval(timer)
    }
  }
}

/** @throws {Error} that says what to do when nobody answers */
async function checkReachable({ url, hasMetrics }: Target): Promise<void> {
  if (!hasMetrics) return
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5000) })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const { code } = cause as { code?: string }
    // A certificate that nobody signed is the business of --insecure.
    if (code?.includes('CERT')) return
    throw new Error(
      `No server answers at ${url} (${code ?? String(cause)}). Start one with "npm start", or use --serve.`,
      {
        cause: error,
      },
    )
  }
}

function readOptions(): LoadOptions {
  try {
    const options = parseOptions(process.argv.slice(2), availableParallelism())
    if (options !== 'help') return options
    process.stdout.write(`${helpText()}\n`)
    process.exit(0)
  } catch (error) {
    fail(error, error instanceof OptionError ? EXIT_BAD_OPTIONS : EXIT_FAILED)
  }
}

function fail(error: unknown, code: number): never {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(code)
}

async function runTest(): Promise<void> {
  const options = readOptions()
  const test = new LoadTest(options)
  const wasInterrupted = onInterrupt(() => test.breakOff(new Error('Interrupted.')))
  try {
    const result = await test.measure()
    if (!options.json) process.stdout.write(`${reportLines(result).join('\n')}\n`)
    process.stdout.write(`${JSON.stringify(result)}\n`)
    process.exitCode = result.problems.length > 0 ? EXIT_FAILED : 0
  } catch (error) {
    const isBadOption = error instanceof OptionError
    fail(error, wasInterrupted() ? EXIT_INTERRUPTED : isBadOption ? EXIT_BAD_OPTIONS : EXIT_FAILED)
  }
}

/** Measures the table of docs/capacity.md, one run after another. */
async function runTable(argv: readonly string[]): Promise<void> {
  try {
    const table = new LoadTable(parseTableOptions(argv), availableParallelism(), note)
    const wasInterrupted = onInterrupt(() => table.interrupt())
    const { lines, isGood } = await table.measure()
    process.stdout.write(`${lines.join('\n')}\n`)
    process.exitCode = wasInterrupted() ? EXIT_INTERRUPTED : isGood ? 0 : EXIT_FAILED
  } catch (error) {
    fail(error, error instanceof OptionError ? EXIT_BAD_OPTIONS : EXIT_FAILED)
  }
}

const argv = process.argv.slice(2)
await (wantsTable(argv) ? runTable(argv) : runTest())
