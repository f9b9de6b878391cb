import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { firstLineOf } from './error-message.ts'

/** Something is wrong with the command line; the message says what to do. */
export class OptionError extends Error {}

/** What a number on the command line may be. */
export interface NumberRange {
  /** Name of the flag, without hyphens. */
  name: string
  min: number
  max: number
  /** Whether it must be whole. Default false. */
  integer?: boolean
}

/**
 * Reads flags; there are no other arguments.
 *
 * @throws {OptionError} for a flag that does not exist, or has no value
 */
export function readFlags<T extends ParseArgsOptionsConfig>(argv: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values
  } catch (error) {
    throw new OptionError(`${firstLineOf(error)} See --help.`)
  }
}

/**
 * Reads a number that a flag gives.
 *
 * @param preset - used where the flag is absent
 * @throws {OptionError} when it is no number in the range
 */
export function readNumber(
  text: unknown,
  { name, min, max, integer = false }: NumberRange,
  preset: number,
): number {
  if (text === undefined) return preset
  const number = Number(text)
  const fits = text !== '' && number >= min && number <= max && (!integer || Number.isInteger(number))
  if (fits) return number
  throw new OptionError(`--${name} takes a${integer ? ' whole' : ''} number from ${min} to ${max}.`)
}

/** Writes a line of progress to standard error, with the time of day (UTC). */
export function note(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)
}

/**
 * Calls back on Ctrl-C and SIGTERM, which then no longer end the process.
 *
 * @returns whether that has happened
 */
export function onInterrupt(interrupted: () => void): () => boolean {
  let isInterrupted = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // npm may forward what the terminal sent already.
      if (!isInterrupted) note('stopping')
      isInterrupted = true
      interrupted()
    })
  }
  return () => isInterrupted
}
