import { readFile } from 'node:fs/promises'
import { importSPKI, importX509, type CryptoKey, type JWTVerifyGetKey } from 'jose'
import type { TokenSettings } from '../../config/schema-accounts.ts'
import { fetchJson } from './fetch-json.ts'
import { RotatingKeys } from './rotating-keys.ts'

// RFC 7518, section 3.3.
const RSA_MIN_BITS = 2048

/**
 * Finds what the tokens of a portal are verified with.
 *
 * @param failed - is told when keys cannot be loaded later
 * @throws {Error} with what to do, when a file cannot be read or holds no public key of the algorithm
 */
export async function findPortalKeys(
  settings: TokenSettings,
  failed: (error: unknown) => void,
): Promise<JWTVerifyGetKey> {
  const { secret, keyFile, jwksFile, jwksUrl } = settings
  if (secret !== undefined) {
    const bytes = Buffer.from(secret, 'utf8')
    return () => bytes
  }
  if (keyFile !== undefined) {
    const key = await readKey(keyFile, settings)
    return () => key
  }
  if (jwksFile !== undefined) {
    const load = async (): Promise<unknown> => JSON.parse(await readFile(jwksFile, 'utf8')) as unknown
    return await keysOfFile(jwksFile, load, failed)
  }
  if (jwksUrl === undefined) throw new Error(`access.tokens of ${settings.issuer} name no key.`)
  const keys = new RotatingKeys({ load: () => fetchJson(jwksUrl), failed })
  // A portal that is away at the start is asked again with the first token.
  void keys.refresh()
  return keys.find
}

/** A file is there at the start or never; what is wrong with it is told at once. */
async function keysOfFile(
  file: string,
  load: () => Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<JWTVerifyGetKey> {
  let problem: unknown
  let isStarting = true
  const keys = new RotatingKeys({
    load,
    failed: (error) => (isStarting ? (problem = error) : failed(error)),
  })
  await keys.refresh()
  isStarting = false
  if (problem !== undefined)
    throw new Error(`access.tokens: ${file} is no JSON Web Key Set: ${messageOf(problem)}`, {
      cause: problem,
    })
  return keys.find
}

async function readKey(file: string, { algorithm }: TokenSettings): Promise<CryptoKey> {
  let key: CryptoKey
  try {
    const pem = await readFile(file, 'utf8')
    const read = pem.includes('BEGIN CERTIFICATE') ? importX509 : importSPKI
    key = await read(pem, algorithm)
  } catch (error) {
    throw new Error(
      `access.tokens: ${file} holds no public key for ${algorithm} (${messageOf(error)}). ` +
        'It must be a PEM file that begins with "BEGIN PUBLIC KEY" or "BEGIN CERTIFICATE".',
      { cause: error },
    )
  }
  const { modulusLength } = key.algorithm as { modulusLength?: number }
  if (modulusLength !== undefined && modulusLength < RSA_MIN_BITS)
    throw new Error(
      `access.tokens: the key in ${file} has ${modulusLength} bits. Use ${RSA_MIN_BITS} or more.`,
    )
  return key
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
