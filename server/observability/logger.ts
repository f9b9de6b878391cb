import {
  destination,
  pino,
  stdSerializers,
  stdTimeFunctions,
  type DestinationStream,
  type Logger as PinoLogger,
} from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Config } from '../config/schema.ts'
import { LogTail } from './log-tail.ts'
import { printableError, printableFields, printableMessage } from './stranger-text.ts'

/**
 * What every layer logs with. Bind what all lines of an object share once:
 * `logger.child({ room: name, participant: id })`.
 *
 * Levels: error, somebody is hurt; warn, the server recovered by itself; info,
 * one line for each step in the life of the server, a room or a seat; debug, the
 * rest. Never log chat text, tokens or addresses of people. Texts of fields are cut to
 * 200 characters and control characters in them escaped: anybody may have written them.
 */
export type Logger = PinoLogger

// The last safety net: these never reach the log even if an object that holds
// them is logged whole, up to two levels deep.
const SECRET_KEYS = [
  'authorization',
  'cookie',
  'credential',
  'iceParameters',
  'key',
  'password',
  'resumeToken',
  'text',
  'token',
]

/** Where log lines go: standard error, so that standard output stays readable for people and scripts. */
const LOG_FD = 2
// What is kept of a log that cannot be written, for the case that it can be later.
const BACKLOG_BYTES = 1024 * 1024

/**
 * Creates the logger of the server.
 *
 * @param settings - `log` of the settings; `auto` is pretty on a terminal, JSON otherwise
 * @param stream - where lines go instead of standard error, for tests
 */
export function createLogger(settings: Config['log'], stream?: DestinationStream): Logger {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && process.stderr.isTTY)
  const target = stream ?? standardError()
  const written = isPretty ? prettyStream(target) : target
  const tail = new LogTail()
  const logger = pino(
    {
      level: settings.level,
      // Host name and process id are known to whoever collects the lines.
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: printableFields },
      serializers: { err: (error: unknown) => printableError(stdSerializers.err(error as Error)) },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args.map((arg: unknown) =>
            typeof arg === 'string' ? printableMessage(arg) : arg,
          )
          // Without a message pino takes that of the error, as it is.
          if (first instanceof Error && rest.length === 0) rest.push(printableMessage(first.message))
          method.apply(this, [first, ...rest] as typeof args)
        },
      },
      redact: {
        paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[redacted]',
      },
    },
    {
      write: (line: string) => {
        tail.add(line)
        written.write(line)
      },
    },
  )
  tails.set(logger, tail)
  return logger
}

const tails = new WeakMap<Logger, LogTail>()

/** The last lines of a logger that `createLogger` made; of another one there are none. */
export function logTailOf(logger: Logger): LogTail {
  return tails.get(logger) ?? new LogTail()
}

// A terminal that was closed, or a full disk: a log that cannot be written ends no meeting.
function standardError(): DestinationStream {
  const target = destination({ fd: LOG_FD, sync: true, maxLength: BACKLOG_BYTES })
  target.on('error', () => undefined)
  return target
}

/** A logger that says nothing, for tests. */
export function createSilentLogger(): Logger {
  return pino({ level: 'silent' })
}

// A function in this process: a worker thread or a stream pipeline would lose the
// last lines, which tell why the server ended.
function prettyStream(target: DestinationStream): DestinationStream {
  const prettify = prettyFactory({
    colorize: process.stderr.isTTY && !process.env.NO_COLOR,
    translateTime: 'SYS:HH:MM:ss.l',
  })
  return { write: (line) => target.write(prettify(line)) }
}
