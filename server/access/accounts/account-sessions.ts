import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { roleSchema } from '../../../protocol/index.ts'
import type { Grant } from '../../rooms/ports/access.ts'
import { ExpiringMap } from '../../lib/expiring-map.ts'
import { SealedBox } from './sealed-box.ts'

const sessionSchema = z.object({
  id: z.string(),
  until: z.number(),
  subject: z.string().nullable(),
  name: z.string().optional(),
  picture: z.string().optional(),
  role: roleSchema.nullable(),
  operator: z.literal(true).optional(),
})

type Session = z.infer<typeof sessionSchema>

// A browser forgets its own when somebody signs out; these are for copies of it.
const ENDED_MAX = 10_000

/** Who is signed in: sealed into a cookie, so that a restart signs nobody out. */
export class AccountSessions {
  readonly #box: SealedBox
  readonly #lifeMs: number
  readonly #ended = new ExpiringMap<true>(ENDED_MAX)

  /**
   * @param secret - at least 32 random bytes, the same after a restart
   * @param provider - issuer and client: sessions of another one are none
   * @param lifeMs - how long somebody stays signed in
   */
  constructor(secret: Buffer, provider: string, lifeMs: number) {
    this.#box = new SealedBox(secret, `session ${provider}`)
    this.#lifeMs = lifeMs
  }

  /** @returns what the browser keeps */
  begin(grant: Grant): string {
    const session: Session = { ...grant, id: randomUUID(), until: Date.now() + this.#lifeMs }
    const { picture: _picture, ...smaller } = session
    const sealed = this.#box.seal(session) ?? this.#box.seal(smaller)
    if (sealed === undefined) throw new Error('An account is too long for a cookie.')
    return sealed
  }

  /** Who is signed in; null when what a browser shows is altered, over, or of another provider. */
  read(sealed: string): Grant | null {
    const session = this.#open(sealed)
    if (!session) return null
    const { subject, role, name, picture, operator } = session
    return {
      subject,
      role,
      ...(name === undefined ? {} : { name }),
      ...(picture === undefined ? {} : { picture }),
      ...(operator === undefined ? {} : { operator }),
    }
  }

  /** Ends a session; copies of it are good for nothing as long as the server runs. */
  end(sealed: string): void {
    const session = this.#open(sealed)
    if (session) this.#ended.set(session.id, true, session.until)
  }

  #open(sealed: string): Session | undefined {
    const { data } = sessionSchema.safeParse(this.#box.open(sealed))
    return data !== undefined && data.until > Date.now() && !this.#ended.get(data.id) ? data : undefined
  }
}
