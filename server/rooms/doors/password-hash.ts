import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** How much one hash costs: RFC 7914, sections 2 and 12. */
export interface PasswordCost {
  /** Power of two; 15 takes 32 MiB and about 80 ms. */
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** For passwords that are set from now on; older hashes carry their own. */
const PASSWORD_COST: PasswordCost = { log2N: 15, r: 8, p: 1 }

const SALT_BYTES = 16
const KEY_BYTES = 32
// A stored hash that asks for more was not written here.
const DEAREST: PasswordCost = { log2N: 17, r: 16, p: 4 }
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/

/** Hashes a password for storage: its parameters, a random salt and the key, apart by `$`. */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, cost)
  const { log2N, r, p } = cost
  return ['scrypt', log2N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether a password has this hash. A hash that cannot be read has no password. */
export async function hasPasswordHash(password: string, hash: string): Promise<boolean> {
  const [, log2N, r, p, salt, key] = FORM.exec(hash) ?? []
  if (salt === undefined || key === undefined) return false
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) }
  if (cost.log2N < 1 || cost.r < 1 || cost.p < 1) return false
  if (cost.log2N > DEAREST.log2N || cost.r > DEAREST.r || cost.p > DEAREST.p) return false
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(derived, Buffer.from(key, 'base64url'))
}

function derive(password: string, salt: Buffer, { log2N, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** log2N
  const options: ScryptOptions = { N, r, p, maxmem: 129 * N * r + 1024 * r * p }
  // What looks the same is the same, whatever keyboard typed it: RFC 8265, section 4.2.
  const typed = password.normalize('NFC')
  return new Promise((resolve, reject) => {
    scrypt(typed, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
