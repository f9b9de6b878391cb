import { readFileSync } from 'node:fs'
import { createApp, type App } from './app.ts'
import { ConfigError, loadConfig, type LoadResult } from './config/load.ts'
import { redactConfig } from './config/redact.ts'
import type { Config } from './config/schema.ts'
import { createLogger, type Logger } from './observability/logger.ts'
import { within } from './process/deadline.ts'
import { readyLines } from './process/ready-line.ts'
import { watchStopSignals } from './process/signals.ts'
import { describeStartError } from './process/start-error.ts'
import { PRODUCT_NAME, VERSION } from './version.ts'

const EXIT_FAILED = 1
const EXIT_BAD_SETTINGS = 2

/** Lines for people and scripts; the log goes to standard error. */
function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function load(): LoadResult {
  try {
    return loadConfig({
      argv: process.argv.slice(2),
      env: process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
    })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(EXIT_BAD_SETTINGS)
  }
}

/** Closes the server in the given time and ends the process in any case. */
async function end(app: Promise<App>, exitCode: number, config: Config, logger: Logger): Promise<never> {
  const outcome = await within(
    app.then((running) => running.close()),
    config.shutdown.deadlineSeconds * 1000,
  )
  if (outcome.kind === 'late') logger.warn('some connections did not end in time; they are cut')
  if (outcome.kind === 'failed') logger.error({ err: outcome.error }, 'could not close in order')
  process.exit(exitCode)
}

function watchProcess(app: Promise<App>, config: Config, logger: Logger): void {
  watchStopSignals(process, {
    stop: (signal) => {
      logger.info({ signal }, 'stopping')
      void end(app, 0, config, logger)
    },
    abort: () => process.exit(EXIT_FAILED),
  })
  let failed = false
  const fail = (error: unknown) => {
    // What fails while the process ends would only hide the reason.
    if (failed) return
    failed = true
    logger.fatal({ err: error }, 'unexpected error; stopping')
    void end(app, EXIT_FAILED, config, logger)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
}

async function run(config: Config): Promise<void> {
  const logger = createLogger(config.log)
  logger.debug({ config: redactConfig(config) }, 'settings')
  print(`${PRODUCT_NAME} ${VERSION} is starting …`)
  const app = createApp({ config, logger })
  watchProcess(app, config, logger)
  try {
    print(...readyLines(await app, config.listen.tls.mode))
  } catch (error) {
    logger.debug({ err: error }, 'could not start')
    process.stderr.write(`${describeStartError(error, config.listen)}\n`)
    process.exit(EXIT_FAILED)
  }
}

// Whoever read our output may be gone; that is no reason to end a meeting.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

const result = load()
if (result.action === 'help') print(result.text)
else if (result.action === 'version') print(VERSION)
else await run(result.config)
