import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { SCOPE_NAMES } from '../scopes.ts'

const ID_BYTES = 6
const SECRET_BYTES = 32
const KEY = /^plk_([\da-f]{12})_[\w-]{43}$/

/** What a text begins with that is an API key, wherever it turns up. */
export const KEY_PREFIX = 'plk_'

/** A name of a room, or the beginning of names with `*` behind it. Nothing else, so that it is compared in one step. */
export const roomPatternSchema = z
  .string()
  .max(256)
  .regex(/^([^*\s]+\*?|\*)$/)

/** A key as it is kept: its secret is not. Times are server times in milliseconds since 1970. */
export const storedKeySchema = z.strictObject({
  id: z.string().regex(/^[\da-f]{12}$/),
  /** For people; stands in logs of what programs did. */
  name: z.string().regex(/^[^\p{C}]{1,64}$/u),
  hash: z.string().regex(/^[\da-f]{64}$/),
  scopes: z.array(z.enum(SCOPE_NAMES)).min(1),
  /** Rooms that it is for; null for all. */
  rooms: z.array(roomPatternSchema).min(1).max(100).nullable(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
})

/** A key, as `storedKeySchema` describes it. */
export type StoredKey = z.infer<typeof storedKeySchema>

/** What the maker of a key says of it. */
export type KeyPlan = Pick<StoredKey, 'name' | 'scopes' | 'rooms' | 'expiresAt'>

/**
 * Makes a key.
 *
 * @param now - server time in milliseconds since 1970
 * @returns the key, which is told once, and what is kept of it
 */
export function createKey(plan: KeyPlan, now: number): { key: string; stored: StoredKey } {
  const id = randomBytes(ID_BYTES).toString('hex')
  const key = `${KEY_PREFIX}${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { key, stored: { ...plan, id, hash: hashKey(key), createdAt: now, revokedAt: null } }
}

/** The id in a key; undefined for what is no key. */
export function idOfKey(key: string): string | undefined {
  return KEY.exec(key)?.[1]
}

/** Whether a text is the key of which this hash is kept. The time that it takes tells nothing of either. */
export function isKey(text: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashKey(text), 'hex'), Buffer.from(hash, 'hex'))
}

/**
 * A plain SHA-256 is right here and would be wrong for passwords: the secret has 256 random bits, so nobody can try
 * them all, however fast a hash is. A slow one would only let strangers use up the processor with wrong keys.
 */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Whether a key is for this room. */
export function isForRoom({ rooms }: Pick<StoredKey, 'rooms'>, room: string): boolean {
  return (
    rooms === null ||
    rooms.some((pattern) =>
      pattern.endsWith('*') ? room.startsWith(pattern.slice(0, -1)) : room === pattern,
    )
  )
}
