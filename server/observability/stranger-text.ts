// A name, an address or a path of a person fits; a header that was made to fill the disk does not.
const VALUE_MAX = 200
// Messages of lines, and messages and stacks of errors, are long by themselves and may quote what was sent.
const LONG_TEXT_MAX = 4000
// Objects are logged to this depth with their texts cut; nothing that a stranger sends nests deeper.
const DEPTH_MAX = 4

// What would move the cursor, colour a terminal, begin a line or turn the direction of writing.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/**
 * A text as it may stand in the log, whoever wrote it: in one line, without control characters,
 * and cut.
 *
 * @param max - most characters that are kept of it
 */
function printable(text: string, max: number = VALUE_MAX): string {
  const kept = text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text
  return kept.replace(UNPRINTABLE, escape)
}

/** The message of a line of the log, which is longer than the values that it tells. */
export function printableMessage(text: string): string {
  return printable(text, LONG_TEXT_MAX)
}

/** The fields of a line of the log with every text cut and escaped. Errors are left to `printableError`. */
export function printableFields(fields: Record<string, unknown>): Record<string, unknown> {
  return printableValue(fields, DEPTH_MAX) as Record<string, unknown>
}

/** An error as it is logged, with its texts cut; lines of a stack stay lines. Also what is thrown instead of one. */
export function printableError(serialised: unknown): unknown {
  if (typeof serialised !== 'object' || serialised === null) return printableValue(serialised, 0)
  const { message, stack } = serialised as { message?: unknown; stack?: unknown }
  return {
    ...printableFields({ ...serialised }),
    ...(typeof message === 'string' ? { message: printableMessage(message) } : {}),
    ...(typeof stack === 'string' ? { stack: printableStack(stack) } : {}),
  }
}

function printableStack(stack: string): string {
  const lines = stack.slice(0, LONG_TEXT_MAX).split('\n')
  return lines.map((line) => printableMessage(line)).join('\n')
}

function printableValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return printable(value)
  if (depth === 0 || !isPlain(value)) return value
  if (Array.isArray(value)) return value.map((one) => printableValue(one, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [printable(key), printableValue(one, depth - 1)]),
  )
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
