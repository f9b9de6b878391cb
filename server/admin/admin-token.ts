import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { replace } from '../api/keys/key-file.ts'
import type { Logger } from '../observability/logger.ts'

/** What a token begins with, so that it is known wherever it turns up. */
const ADMIN_TOKEN_PREFIX = 'pla_'

const SECRET_BYTES = 32
const PRIVATE_FOLDER = 0o700
const WRITABLE_BY_OTHERS = 0o022

const fileSchema = z.strictObject({
  version: z.literal(1),
  hash: z.string().regex(/^[\da-f]{64}$/),
  createdAt: z.number(),
})

/** The file beside a storage file that keeps the hash of the token; undefined when nothing is stored. */
export function adminTokenFile(storageFile: string): string | undefined {
  return storageFile === 'none' ? undefined : join(dirname(storageFile), 'admin-token.json')
}

/** A new token, which is told once. It has 256 random bits, so a plain hash of it is enough. */
function createAdminToken(): string {
  return ADMIN_TOKEN_PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
}

/**
 * Makes a new token, which ends the one before.
 *
 * @param now - in milliseconds since 1970
 * @throws {Error} when the file cannot be written
 */
export function renewAdminToken(file: string, now: number): string {
  const token = createAdminToken()
  mkdirSync(dirname(file), { recursive: true, mode: PRIVATE_FOLDER })
  replace(file, JSON.stringify({ version: 1, hash: hashOf(token), createdAt: now }))
  return token
}

/**
 * The token of a running server. The file is looked at with each use, so that a new token holds at once, and ends
 * the sessions of the one before.
 */
export class AdminToken {
  readonly #file: string | undefined
  readonly #logger: Logger
  /** What was made for this run, where nothing is stored. */
  #hash: string | undefined
  #stamp = ''
  #fresh: string | undefined

  /** @param file - of `adminTokenFile`; without one the token is good as long as the server runs */
  constructor(file: string | undefined, logger: Logger) {
    this.#file = file
    this.#logger = logger
    if (file === undefined) {
      this.#fresh = createAdminToken()
      this.#hash = hashOf(this.#fresh)
    } else if (!existsSync(file)) {
      this.#fresh = this.#makeFirst(file)
    }
  }

  /** The token, if it was made by this run and not taken yet: to be told once, and never again. */
  takeFresh(): string | undefined {
    const fresh = this.#fresh
    this.#fresh = undefined
    return fresh
  }

  /** Names the token of now without telling it; undefined while there is none. Sessions belong to it. */
  get generation(): string | undefined {
    this.#refresh()
    return this.#hash
  }

  /** Whether a text is the token. The time that it takes tells nothing of it. */
  isRight(text: string): boolean {
    const hash = this.generation
    const isEqual = timingSafeEqual(
      Buffer.from(hashOf(text), 'hex'),
      Buffer.from(hash ?? '0'.repeat(64), 'hex'),
    )
    return hash !== undefined && isEqual
  }

  #makeFirst(file: string): string | undefined {
    try {
      return renewAdminToken(file, Date.now())
    } catch (error) {
      this.#logger.warn({ err: error, file }, 'no token for /admin could be kept; run `npm run admin-token`')
      return undefined
    }
  }

  #refresh(): void {
    if (this.#file === undefined) return
    const stamp = stampOf(this.#file)
    if (stamp === this.#stamp) return
    this.#stamp = stamp
    this.#hash = this.#read(this.#file)
  }

  /** What cannot be read, or others can write, lets nobody in. */
  #read(file: string): string | undefined {
    try {
      if ((statSync(file).mode & WRITABLE_BY_OTHERS) !== 0) throw new Error('others can write it')
      return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).hash
    } catch (error) {
      this.#logger.error({ err: error, file }, 'nobody can sign in at /admin; run `npm run admin-token`')
      return undefined
    }
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function stampOf(file: string): string {
  try {
    const { ino, mtimeMs, ctimeMs, size, mode } = statSync(file)
    return [ino, mtimeMs, ctimeMs, size, mode].join(' ')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}
