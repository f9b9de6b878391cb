import type { SQLOutputValue } from 'node:sqlite'
import type { ZodType } from 'zod'

/** Stored text in its form; undefined when there is none, or it is of another version or damaged. */
export function readJson<T>(schema: ZodType<T>, text: SQLOutputValue | undefined): T | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
