import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { ProtocolError, TOKEN_MAX } from '../../../protocol/index.ts'
import type { TokenSettings } from '../../config/schema-accounts.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RefusalLog } from '../../observability/refusal-log.ts'
import type { Grant } from '../../rooms/ports/access.ts'
import type { UsedStore } from '../../rooms/ports/used-store.ts'
import { ExpiringMap } from '../../lib/expiring-map.ts'
import { findPortalKeys } from '../keys/portal-keys.ts'
import { readPerson } from '../person.ts'
import { Portal, TokenRefused, type VerifiedToken } from './portal.ts'

/** What tokens are read with. */
export interface JoinTokensOptions {
  tokens: readonly TokenSettings[]
  pictureHosts: readonly string[]
  /** Told why tokens are not good, without a word of what they hold. */
  refusals: RefusalLog
  /** Which tokens that belong to one browser were shown; the same after a restart. */
  used: UsedStore
  logger: Logger
}

// Shown tokens of a day in a large school fit; each takes about two hundred bytes.
const SHOWN_MAX = 100_000
const JTI_MAX = 256
// What no hash is.
const NO_DEVICE = ''

/** Reads the tokens of all portals that are believed. */
export class JoinTokens {
  readonly #options: JoinTokensOptions
  readonly #portals: readonly Portal[]
  /** Hash of the mark of the browser that has shown a token that belongs to one alone, by a hash of its id. */
  readonly #shown = new ExpiringMap<string>(SHOWN_MAX)

  private constructor(options: JoinTokensOptions, portals: readonly Portal[]) {
    this.#options = options
    this.#portals = portals
  }

  /** @throws {Error} with what to do, when a key cannot be read */
  static async create(options: JoinTokensOptions): Promise<JoinTokens> {
    const portals = options.tokens.map(async (settings) => {
      const { issuer } = settings
      const failed = (error: unknown): void =>
        options.logger.warn({ err: error, issuer }, 'the public keys of a portal could not be loaded')
      return new Portal(settings, await findPortalKeys(settings, failed))
    })
    const tokens = new JoinTokens(options, await Promise.all(portals))
    for (const { key, by, until } of await options.used.loadUsed('token')) tokens.#shown.set(key, by, until)
    return tokens
  }

  /**
   * Reads a token.
   *
   * @param room - canonical name of the room that its holder asks for
   * @param device - mark of the holder's browser
   * @throws {ProtocolError} `token_invalid`, in the same words whatever is wrong with it
   */
  async read(token: string, room: string, device?: string): Promise<Grant> {
    const reasons: string[] = []
    for (const portal of this.#portalsOf(token)) {
      try {
        const verified = await portal.verify(token, room)
        await this.#keepToOneBrowser(portal.settings, verified, device)
        const { claims } = verified
        const { issuer } = portal.settings
        return { ...readPerson({ ...claims, issuer }, this.#options.pictureHosts), role: claims.role }
      } catch (error) {
        reasons.push(error instanceof Error ? error.message : 'unknown')
      }
    }
    const reason = reasons[0] ?? 'no portal of access.tokens has its issuer'
    this.#options.refusals.log('token', { reason }, 'a join token was refused; see access.tokens')
    throw new ProtocolError('token_invalid')
  }

  /** Those whose name a token bears, which proves nothing yet. */
  #portalsOf(token: string): Portal[] {
    if (token.length > TOKEN_MAX) return []
    try {
      const { iss } = decodeJwt(token)
      return this.#portals.filter(({ settings }) => settings.issuer === iss)
    } catch {
      return []
    }
  }

  /** Of two that show it at once the first has it: nothing is waited for before it is remembered. */
  async #keepToOneBrowser(
    { once, issuer }: TokenSettings,
    { jti, expiresAt }: VerifiedToken,
    device: string | undefined,
  ): Promise<void> {
    if (!once) return
    if (jti === undefined || jti.length > JTI_MAX)
      throw new TokenRefused('it has no jti of at most 256 characters, which "once" needs')
    const key = hash(`token\n${issuer}\n${jti}`)
    const by = device === undefined ? NO_DEVICE : hash(`device\n${device}`)
    const owner = this.#shown.get(key)
    // Whoever waits in a lobby, or whose answer was lost, shows it again.
    if (owner !== undefined && owner === by && by !== NO_DEVICE) return
    if (owner !== undefined) throw new TokenRefused('it belongs to another browser, which has shown it first')
    if (!this.#shown.set(key, by, expiresAt)) throw new TokenRefused('too many tokens are remembered already')
    await this.#options.used.saveUsed('token', { key, by, until: expiresAt })
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
