import { createHash } from 'node:crypto'

/** A tag that differs when the content differs, RFC 9110, section 8.8.3. */
export function entityTag(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`
}
