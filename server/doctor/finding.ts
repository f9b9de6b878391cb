import { CATALOGUE, type FindingId } from './catalogue.ts'

/**
 * How bad it is. `ok` and `note` ask for nothing; a `warning` harms some people or harms later; with an `error` meetings
 * do not work.
 */
export type Level = 'ok' | 'note' | 'warning' | 'error'

/** One result of a check, as people read it and `--json` prints it. */
export interface Finding {
  readonly id: FindingId
  readonly level: Level
  /** What was found, in one sentence. */
  readonly what: string
  /** Why it matters. */
  readonly why: string
  /** The lines to type, in this order; null where nothing is to be done. */
  readonly fix: readonly string[] | null
}

/** Says that something is as it should be. */
export function ok(id: FindingId, what: string): Finding {
  return { id, level: 'ok', what, why: CATALOGUE[id], fix: null }
}

/**
 * Says what is not as it should be.
 *
 * @param fix - the lines to type, if there are such
 */
export function problem(
  id: FindingId,
  level: Exclude<Level, 'ok'>,
  what: string,
  fix: readonly string[] = [],
): Finding {
  return { id, level, what, why: CATALOGUE[id], fix: fix.length > 0 ? fix : null }
}

/** A value as one word of a shell, whatever it holds. Source: POSIX Shell Command Language, section 2.2.2. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
