import { Problem } from './problems.ts'

/** Where a list goes on, as a program gets it: opaque, so that what it is made of may change. */
export function writeCursor(place: string): string {
  return Buffer.from(place).toString('base64url')
}

/**
 * @returns the place behind which the list goes on; empty for its beginning
 * @throws {Problem} `bad_request` for what `writeCursor` did not write
 */
export function readCursor(cursor: string | undefined): string {
  if (cursor === undefined) return ''
  const place = Buffer.from(cursor, 'base64url').toString()
  if (writeCursor(place) !== cursor)
    throw new Problem('bad_request', { detail: 'cursor: Take it from the answer before, as it is.' })
  return place
}
