import { createHash, randomBytes } from 'node:crypto'

/** By what somebody signed in. */
export type SignedInBy = { readonly by: 'token'; readonly generation: string } | { readonly by: 'account' }

interface Session {
  readonly until: number
  readonly signedIn: SignedInBy
}

const SECRET_BYTES = 32
const SECRET = /^[\w-]{43}$/
// As many operators as nobody has; the oldest one signs in again.
const SESSIONS_MAX = 100

/** Who has signed in at the page of the operator. Kept in memory as hashes: a restart signs everybody out. */
export class AdminSessions {
  readonly #lifeMs: number
  readonly #sessions = new Map<string, Session>()

  /** @param lifeMs - after this a session is over, whatever was done in it */
  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs
  }

  /** How many are remembered. */
  get size(): number {
    return this.#sessions.size
  }

  /** @returns what the browser keeps */
  begin(signedIn: SignedInBy, now: number): string {
    for (const [id, { until }] of this.#sessions) if (until <= now) this.#sessions.delete(id)
    const [oldest] = this.#sessions.keys()
    if (oldest !== undefined && this.#sessions.size >= SESSIONS_MAX) this.#sessions.delete(oldest)
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    this.#sessions.set(idOf(secret), { until: now + this.#lifeMs, signedIn })
    return secret
  }

  /** By what somebody signed in; undefined for what is no session, or none any more. */
  read(secret: string, now: number): SignedInBy | undefined {
    // Looked up by its hash, so that the time of a comparison tells nothing of the secret.
    const session = SECRET.test(secret) ? this.#sessions.get(idOf(secret)) : undefined
    return session && session.until > now ? session.signedIn : undefined
  }

  /** Ends a session. It is no error when there is none. */
  end(secret: string): void {
    this.#sessions.delete(idOf(secret))
  }
}

function idOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}
