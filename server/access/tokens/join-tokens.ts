import { decodeJwt } from 'jose'
import { ProtocolError, TOKEN_MAX } from '../../../protocol/index.ts'
import type { TokenSettings } from '../../config/schema-accounts.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RefusalLog } from '../../observability/refusal-log.ts'
import type { Grant } from '../../rooms/ports/access.ts'
import { ExpiringMap } from '../expiring-map.ts'
import { findPortalKeys } from '../keys/portal-keys.ts'
import { readPerson } from '../person.ts'
import { Portal, TokenRefused, type VerifiedToken } from './portal.ts'

/** What tokens are read with. */
export interface JoinTokensOptions {
  tokens: readonly TokenSettings[]
  pictureHosts: readonly string[]
  /** Told why tokens are not good, without a word of what they hold. */
  refusals: RefusalLog
  logger: Logger
}

// Shown tokens of a day in a large school fit; each takes about a hundred bytes.
const SHOWN_MAX = 100_000
const JTI_MAX = 256
const NO_DEVICE = ''

/** Reads the tokens of all portals that are believed. */
export class JoinTokens {
  readonly #options: JoinTokensOptions
  readonly #portals: readonly Portal[]
  /** Which browser has shown a token that may belong to one alone. */
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
    return new JoinTokens(options, await Promise.all(portals))
  }

  /**
   * Reads a token.
   *
   * @param room - canonical name of the room that its holder asks for
   * @param device - mark of the holder's browser
   * @throws {ProtocolError} `token_invalid`, in the same words whatever is wrong with it
   */
  async read(token: string, room: string, device: string = NO_DEVICE): Promise<Grant> {
    const reasons: string[] = []
    for (const portal of this.#portalsOf(token)) {
      try {
        const verified = await portal.verify(token, room)
        this.#keepToOneBrowser(portal.settings, verified, device)
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

  #keepToOneBrowser(
    { once, issuer }: TokenSettings,
    { jti, expiresAt }: VerifiedToken,
    device: string,
  ): void {
    if (!once) return
    if (jti === undefined || jti.length > JTI_MAX)
      throw new TokenRefused('it has no jti of at most 256 characters, which "once" needs')
    const key = `${issuer}\n${jti}`
    const owner = this.#shown.get(key)
    // Whoever waits in a lobby, or whose answer was lost, shows it again.
    if (owner !== undefined && owner === device && device !== NO_DEVICE) return
    if (owner !== undefined) throw new TokenRefused('it belongs to another browser, which has shown it first')
    if (!this.#shown.set(key, device, expiresAt))
      throw new TokenRefused('too many tokens are remembered already')
  }
}
