import { jwtVerify } from 'jose'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  type Configuration,
} from 'openid-client'
import { fetchJson } from '../keys/fetch-json.ts'
import { RotatingKeys } from '../keys/rotating-keys.ts'
import { Discovery, type DiscoveryOptions } from './discovery.ts'

/** What ties an answer of the provider to the question: all random, and known to one browser alone. */
export interface Checks {
  state: string
  nonce: string
  /** RFC 7636. */
  verifier: string
}

/** What the provider says of somebody. */
export interface ProvenAccount {
  claims: Readonly<Record<string, unknown>>
  /** Says at the logout who it is that leaves. */
  idToken: string
}

// What only the holder of a private key can sign. A set of public keys holds nothing for any other.
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'].concat([
  'EdDSA',
  'Ed25519',
])
// Somebody waits at the page of the provider; keys change rarely, and often at once with the next sign-in.
const KEYS_COOLDOWN_MS = 5000

/** An OpenID Connect provider, by the authorization code flow with PKCE. */
export class Provider {
  readonly #discovery: Discovery
  readonly #scopes: string
  readonly #keys: RotatingKeys

  constructor(options: DiscoveryOptions & { keysCooldownMs?: number }) {
    const { settings, logger, keysCooldownMs = KEYS_COOLDOWN_MS } = options
    this.#discovery = new Discovery(options)
    this.#scopes = settings.scopes.join(' ')
    this.#keys = new RotatingKeys({
      load: async () => await fetchJson(this.#discovery.configuration?.serverMetadata().jwks_uri ?? ''),
      failed: (error) =>
        logger.warn(
          { err: error, issuer: settings.issuer },
          'the keys of the provider of accounts could not be loaded',
        ),
      cooldownMs: keysCooldownMs,
    })
  }

  /** Whether people can sign in at the moment. */
  get isReady(): boolean {
    return this.#discovery.configuration !== undefined
  }

  /** Waits for an answer of the provider that is on its way, at most some seconds. */
  async settled(): Promise<void> {
    await this.#discovery.settled()
  }

  /** Where somebody signs in. */
  async authorizationUrl({ state, nonce, verifier }: Checks, redirectUri: string): Promise<string> {
    const challenge = await calculatePKCECodeChallenge(verifier)
    const url = buildAuthorizationUrl(this.#configuration, {
      redirect_uri: redirectUri,
      scope: this.#scopes,
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    })
    return url.href
  }

  /**
   * Changes the code of an answer into who somebody is. `openid-client` verifies state, issuer, audience, nonce
   * and times; the signature is verified here with keys that follow the provider's.
   *
   * @param answer - the redirect URI with the query of the answer
   * @throws {Error} when anything of it is not as it must be
   */
  async prove(answer: URL, { state, nonce, verifier }: Checks): Promise<ProvenAccount> {
    const configuration = this.#configuration
    const tokens = await authorizationCodeGrant(configuration, answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const { id_token: idToken = '', access_token: accessToken } = tokens
    const { issuer, userinfo_endpoint: userInfo } = configuration.serverMetadata()
    const { payload } = await jwtVerify(idToken, this.#keys.find, {
      issuer,
      algorithms: ASYMMETRIC,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: 30,
    })
    // Many providers tell names and groups here alone.
    const more =
      userInfo === undefined ? {} : await fetchUserInfo(configuration, accessToken, payload.sub ?? '')
    return { claims: { ...payload, ...more }, idToken }
  }

  /**
   * Where somebody signs out of the provider as well, OpenID Connect RP-Initiated Logout 1.0.
   *
   * @param idToken - of the sign-in, as far as it is known; many providers ask whether it is meant otherwise
   * @returns undefined where the provider offers none
   */
  endSessionUrl(returnTo: string, idToken: string | undefined): string | undefined {
    const configuration = this.#discovery.configuration
    if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined
    return buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: returnTo,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    }).href
  }

  close(): void {
    this.#discovery.close()
  }

  get #configuration(): Configuration {
    const { configuration } = this.#discovery
    if (!configuration) throw new Error('The provider of accounts has not answered yet.')
    return configuration
  }
}
