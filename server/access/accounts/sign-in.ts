import { AuthorizationResponseError, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import type { OidcSettings } from '../../config/schema-oidc.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RefusalLog } from '../../observability/refusal-log.ts'
import type { Grant } from '../../rooms/ports/access.ts'
import { grantOf, type AccountSettings } from './account-claims.ts'
import { AccountSessions } from './account-sessions.ts'
import { PendingSignIns } from './pending-sign-ins.ts'
import { Provider } from './provider.ts'
import { SealedBox } from './sealed-box.ts'

/** What accounts are made of. */
export interface SignInOptions {
  settings: OidcSettings & { issuer: string; clientId: string }
  pictureHosts: readonly string[]
  /** Groups of operators, `admin.groups`; nobody by default. */
  operators?: readonly string[]
  /** At least 32 random bytes, the same after a restart. */
  secret: Buffer
  logger: Logger
  refusals: RefusalLog
  /** Waits between attempts to reach the provider, and between loads of its keys; for tests. */
  delaysMs?: readonly number[]
  keysCooldownMs?: number
}

/** How a sign-in ends. Sealed texts are for the browser to keep; an empty one is to be forgotten. */
export type SignInResult =
  | { kind: 'signed-in'; returnTo: string; pending: string; session: string; idToken: string }
  | { kind: 'cancelled'; returnTo: string; pending: string }
  /** Not begun in this browser, begun too long ago, or ended before. */
  | { kind: 'stale' }
  | { kind: 'unavailable' }
  | { kind: 'failed'; pending: string }

// Long enough to look for a password and a second factor.
const PENDING_MS = 900_000
// Each answer costs the provider a request or two. Nobody signs in faster than this for long.
const EXCHANGES_MAX = 32

/** Signs people in and out at an OpenID Connect provider. Knows no cookie: what a browser keeps is text here. */
export class SignIn {
  /** What people know the provider by. */
  readonly name: string
  /** How long somebody stays signed in, in seconds. */
  readonly sessionSeconds: number
  readonly #options: SignInOptions
  readonly #provider: Provider
  readonly #sessions: AccountSessions
  readonly #pendingBox: SealedBox
  readonly #idTokenBox: SealedBox
  readonly #account: AccountSettings
  #exchanges = 0

  constructor(options: SignInOptions) {
    const { settings, secret, pictureHosts, operators = [] } = options
    const client = `${settings.issuer} ${settings.clientId}`
    this.#options = options
    this.name = settings.name
    this.sessionSeconds = Math.round(settings.sessionHours * 3600)
    this.#provider = new Provider(options)
    this.#sessions = new AccountSessions(secret, client, this.sessionSeconds * 1000, operators)
    this.#pendingBox = new SealedBox(secret, `sign-in ${client}`)
    this.#idTokenBox = new SealedBox(secret, `id token ${client}`)
    this.#account = { ...settings, pictureHosts, operators }
  }

  /** Who is signed in by what a browser shows. */
  account(session: string | undefined): Grant | null {
    return session === undefined ? null : this.#sessions.read(session)
  }

  /**
   * Begins a sign-in.
   *
   * @param pending - what the browser kept of others that it has begun
   * @returns where to send the browser, and what it keeps; undefined while the provider is away
   */
  async begin(
    redirectUri: string,
    returnTo: string,
    pending: string | undefined,
  ): Promise<{ location: string; pending: string } | undefined> {
    // Somebody may come in the first second of the server.
    await this.#provider.settled()
    if (!this.#provider.isReady) return undefined
    const checks = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
    const location = await this.#provider.authorizationUrl(checks, redirectUri)
    const list = new PendingSignIns(this.#pendingBox, pending)
    return { location, pending: list.with({ ...checks, returnTo, until: Date.now() + PENDING_MS }) }
  }

  /**
   * Ends a sign-in with the answer of the provider. Nobody is asked anything for an answer that this browser has
   * no question to.
   *
   * @param answer - the redirect URI with the query of the answer
   */
  async finish(answer: URL, pending: string | undefined): Promise<SignInResult> {
    const list = new PendingSignIns(this.#pendingBox, pending)
    const question = list.find(answer.searchParams.get('state') ?? '')
    if (!question) return { kind: 'stale' }
    if (!this.#provider.isReady || this.#exchanges >= EXCHANGES_MAX) return { kind: 'unavailable' }
    const left = list.without(question.state)
    this.#exchanges += 1
    try {
      const { claims, idToken } = await this.#provider.prove(answer, question)
      const session = this.#sessions.begin(grantOf(claims, this.#account))
      const hint = this.#idTokenBox.seal(idToken) ?? ''
      return { kind: 'signed-in', returnTo: question.returnTo, pending: left, session, idToken: hint }
    } catch (error) {
      if (error instanceof AuthorizationResponseError && error.error === 'access_denied')
        return { kind: 'cancelled', returnTo: question.returnTo, pending: left }
      this.#options.refusals.log('sign-in', { reason: reasonOf(error) }, 'a sign-in failed; see access.oidc')
      return { kind: 'failed', pending: left }
    } finally {
      this.#exchanges -= 1
    }
  }

  /**
   * Signs somebody out.
   *
   * @param returnTo - where the provider sends the browser afterwards
   * @returns where to sign out of the provider as well; undefined where that is not offered
   */
  end(session: string | undefined, idToken: string | undefined, returnTo: string): string | undefined {
    if (session !== undefined) this.#sessions.end(session)
    const hint = this.#idTokenBox.open(idToken ?? '')
    return this.#provider.endSessionUrl(returnTo, typeof hint === 'string' ? hint : undefined)
  }

  close(): void {
    this.#provider.close()
  }
}

/** The library names what was wrong in `code`, the provider in `error`; neither holds a code or a token. */
function reasonOf(error: unknown): string {
  const { code, error: named, message } = error as { code?: unknown; error?: unknown; message?: unknown }
  return [code, named, message].filter((text) => typeof text === 'string').join(': ')
}
