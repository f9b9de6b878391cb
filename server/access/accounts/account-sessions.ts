import { createHash, randomUUID } from 'node:crypto'
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
  /** Of which groups it was an operator, as `markOf` writes them. */
  operatorMark: z.string().optional(),
})

type Session = z.infer<typeof sessionSchema>

// A browser forgets its own when somebody signs out; these are for copies of it.
const ENDED_MAX = 10_000

/** Who is signed in: sealed into a cookie, so that a restart signs nobody out. */
export class AccountSessions {
  readonly #box: SealedBox
  readonly #lifeMs: number
  readonly #operatorMark: string
  readonly #ended = new ExpiringMap<true>(ENDED_MAX)

  /**
   * @param secret - at least 32 random bytes, the same after a restart
   * @param provider - issuer and client: sessions of another one are none
   * @param lifeMs - how long somebody stays signed in
   * @param operators - groups of operators: whoever was one by other groups is none any more
   */
  constructor(secret: Buffer, provider: string, lifeMs: number, operators: readonly string[] = []) {
    this.#operatorMark = markOf(operators)
    this.#box = new SealedBox(secret, `session ${provider}`)
    this.#lifeMs = lifeMs
  }

  /** @returns what the browser keeps */
  begin(grant: Grant): string {
    const { operator, ...rest } = grant
    const operatorMark = operator && { operatorMark: this.#operatorMark }
    const session: Session = { ...rest, ...operatorMark, id: randomUUID(), until: Date.now() + this.#lifeMs }
    const { picture: _picture, ...smaller } = session
    const sealed = this.#box.seal(session) ?? this.#box.seal(smaller)
    if (sealed === undefined) throw new Error('An account is too long for a cookie.')
    return sealed
  }

  /** Who is signed in; null when what a browser shows is altered, over, or of another provider. */
  read(sealed: string): Grant | null {
    const session = this.#open(sealed)
    if (!session) return null
    const { subject, role, name, picture, operatorMark } = session
    return {
      subject,
      role,
      ...(name === undefined ? {} : { name }),
      ...(picture === undefined ? {} : { picture }),
      ...(operatorMark === this.#operatorMark ? { operator: true } : {}),
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

/** Changes with the groups, and says nothing of them. */
function markOf(groups: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(groups.toSorted())).digest('base64url').slice(0, 16)
}
