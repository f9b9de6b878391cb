import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { exportJWK, SignJWT, type JWK } from 'jose'
import { configSchema } from '../config/schema.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { RefusalLog } from '../observability/refusal-log.ts'
import { createNullStore } from '../rooms/ports/null-store.ts'
import type { UsedStore } from '../rooms/ports/used-store.ts'
import { JoinTokens } from './tokens/join-tokens.ts'

/** A secret as an operator makes one. */
export const SECRET = 'k3q9Xv0fVw2mWmQm8d1cJrZbTtYyPpLl'
/** What tokens of these tests say of who made them. */
export const ISSUER = 'portal.example.org'

/** Seconds since 1970, some time from now. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}

/** A token as a portal makes it: for the room `team`, good for a minute, but for what is given. */
export async function makeToken(
  claims: object = {},
  {
    key = Buffer.from(SECRET),
    alg = 'HS256',
    kid,
  }: { key?: Uint8Array | KeyObject; alg?: string; kid?: string } = {},
): Promise<string> {
  const payload = { iss: ISSUER, room: 'team', exp: inSeconds(60), ...claims }
  return await new SignJWT(payload)
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .sign(key)
}

/** A key pair of a portal that signs with RS256. */
export function rsaKeys(): { privateKey: KeyObject; publicPem: string; jwk: (kid: string) => Promise<JWK> } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: async (kid) => ({ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }),
  }
}

/**
 * Readers of tokens as settings make them.
 *
 * @param tokens - entries of `access.tokens`
 * @param pictureHosts - `access.pictureHosts`
 * @param used - what was used before; nothing by default
 */
export async function readersOf(
  tokens: object[],
  pictureHosts: string[] = [],
  used: UsedStore = createNullStore(),
): Promise<JoinTokens> {
  const { access } = configSchema.parse({ access: { tokens, pictureHosts } })
  const logger = createSilentLogger()
  const refusals = new RefusalLog(logger)
  return await JoinTokens.create({ ...access, logger, refusals, used })
}
