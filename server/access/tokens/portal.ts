import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { normaliseRoomName } from '../../../protocol/index.ts'
import type { TokenSettings } from '../../config/schema-accounts.ts'
import { DIALECTS, isForEveryRoom, type TokenClaims } from './dialects.ts'

/** A token whose signature, times and room are good. */
export interface VerifiedToken {
  claims: TokenClaims
  /** Unique id of the token, where it has one. */
  jti: string | undefined
  /** When it ends, in milliseconds since 1970, with what the clock of the portal may be off. */
  expiresAt: number
}

/** A token is not good; the message is for the operator alone. */
export class TokenRefused extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'TokenRefused'
  }
}

// RFC 9864 gives Ed25519 its own name; both mean the same signature.
const NAMES = { HS256: ['HS256'], RS256: ['RS256'], ES256: ['ES256'], EdDSA: ['EdDSA', 'Ed25519'] } as const

/** Somebody who signs tokens. */
export class Portal {
  readonly settings: TokenSettings
  readonly #key: JWTVerifyGetKey

  constructor(settings: TokenSettings, key: JWTVerifyGetKey) {
    this.settings = settings
    this.#key = key
  }

  /**
   * Verifies a token: signature, algorithm, issuer, audience and times by `jose`, then its life and its room.
   *
   * @param room - canonical name of the room that its holder asks for
   * @throws {Error} when it is not good, with the reason for the operator
   */
  async verify(token: string, room: string): Promise<VerifiedToken> {
    const { issuer, audience, algorithm, clockToleranceSeconds, dialect } = this.settings
    const { payload } = await jwtVerify(token, this.#key, {
      algorithms: [...NAMES[algorithm]],
      issuer,
      ...(audience === undefined ? {} : { audience }),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp'],
    })
    const expiresAt = this.#checkLife(payload)
    const claims = DIALECTS[dialect](payload, this.settings)
    if (!claims) throw new TokenRefused('its claims name no room, or are not those of its dialect')
    this.#checkRoom(claims, room)
    return { claims, jti: typeof payload.jti === 'string' ? payload.jti : undefined, expiresAt }
  }

  /** However long a token lives, it must not have been for longer, nor for a time that has not begun to count. */
  #checkLife({ exp = 0, iat, nbf }: JWTPayload): number {
    const { maxLifeMinutes, clockToleranceSeconds } = this.settings
    // Some libraries write 0 for "at once".
    const begins = iat ?? (nbf === 0 ? undefined : nbf)
    const madeAt = Math.min(begins ?? Infinity, Date.now() / 1000 + clockToleranceSeconds)
    if (exp - madeAt > maxLifeMinutes * 60) throw new TokenRefused('it lives longer than maxLifeMinutes')
    return (exp + clockToleranceSeconds) * 1000
  }

  #checkRoom(claims: TokenClaims, room: string): void {
    if (isForEveryRoom(claims)) {
      if (!this.settings.anyRoom) throw new TokenRefused('it is for every room, which needs anyRoom')
    } else if (normaliseRoomName(claims.room) !== room) {
      throw new TokenRefused('it is for another room')
    }
  }
}
