import { FailedAttempts } from '../api/failed-attempts.ts'
import { canonicalAddress } from '../limits/canonical-address.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { AdminSessions } from './admin-sessions.ts'
import type { AdminToken } from './admin-token.ts'

/** What the way to the page of the operator works with. */
export interface AdminAccessOptions {
  token: AdminToken
  /** How long somebody stays signed in, in seconds. */
  sessionSeconds: number
  refusals: RefusalLog
}

/** How an attempt to sign in ended. */
export type AdminSignIn =
  | { kind: 'signed-in'; session: string }
  | { kind: 'wrong' }
  /** Seconds until the address may try again. */
  | { kind: 'too-many'; retryAfter: number }

// Nobody types a token more often than this; whoever guesses gets nowhere at any rate.
const FAILURES_PER_MINUTE = 10

/** Decides who is an operator. Knows no cookie and no header: what a browser keeps is text here. */
export class AdminAccess {
  readonly sessionSeconds: number
  readonly #options: AdminAccessOptions
  readonly #sessions: AdminSessions
  readonly #failures = new FailedAttempts(FAILURES_PER_MINUTE)

  constructor(options: AdminAccessOptions) {
    this.#options = options
    this.sessionSeconds = options.sessionSeconds
    this.#sessions = new AdminSessions(options.sessionSeconds * 1000)
  }

  /**
   * Signs somebody in by the token. A right one works also from an address at which others have tried: it is
   * guessed at no speed, and an operator must not be locked out at night.
   */
  signIn(token: string, address: string): AdminSignIn {
    const generation = this.#options.token.generation
    if (generation !== undefined && this.#options.token.isRight(token))
      return {
        kind: 'signed-in',
        session: this.#sessions.begin({ by: 'token', generation }, performance.now()),
      }
    return this.#failed(address)
  }

  /**
   * Signs somebody in by an account of elsewhere.
   *
   * @param isOperator - whether its groups are those of operators
   */
  signInByAccount(isOperator: boolean, address: string): AdminSignIn {
    if (!isOperator) return this.#failed(address)
    return { kind: 'signed-in', session: this.#sessions.begin({ by: 'account' }, performance.now()) }
  }

  /**
   * Whether a session is good: until its end, until a new token is made, or until its account is signed out.
   *
   * @param isOperator - whether whoever shows it is signed in with an account of operators now
   */
  isSignedIn(session: string | undefined, isOperator: () => boolean): boolean {
    const signedIn = session === undefined ? undefined : this.#sessions.read(session, performance.now())
    if (!signedIn) return false
    return signedIn.by === 'account' ? isOperator() : signedIn.generation === this.#options.token.generation
  }

  signOut(session: string): void {
    this.#sessions.end(session)
  }

  #failed(address: string): AdminSignIn {
    const from = canonicalAddress(address)
    this.#options.refusals.log(
      'admin',
      { address: from },
      'somebody tried to sign in at /admin with a wrong token',
    )
    const retryAfter = this.#failures.note(from, performance.now())
    return retryAfter === 0 ? { kind: 'wrong' } : { kind: 'too-many', retryAfter }
  }
}
