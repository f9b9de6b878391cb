import type { Source } from '../../protocol/index.ts'

/**
 * Names one track of one owner. Everything of the client that is kept by track uses this key.
 *
 * @param owner - a participant's id, or `LOCAL_OWNER` for what this page captures
 */
export function trackKey(owner: string, source: Source): string {
  return `${owner}:${source}`
}
