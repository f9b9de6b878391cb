import { z } from 'zod'
import type { SealedBox } from './sealed-box.ts'

const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  until: z.number(),
})

/** A sign-in that somebody has begun. */
export type PendingSignIn = z.infer<typeof pendingSchema>

// One for each window in which somebody began to sign in. All of them fit into a cookie.
const PENDING_MAX = 3

/** The sign-ins that one browser has begun: sealed, it keeps them itself, so that the server keeps none. */
export class PendingSignIns {
  readonly #box: SealedBox
  readonly #list: readonly PendingSignIn[]

  /** @param sealed - what the browser shows; anything, as it may be of anybody */
  constructor(box: SealedBox, sealed: string | undefined) {
    this.#box = box
    const { data = [] } = z.array(pendingSchema).safeParse(box.open(sealed ?? ''))
    this.#list = data.filter(({ until }) => until > Date.now())
  }

  /** The one that an answer belongs to. */
  find(state: string): PendingSignIn | undefined {
    return this.#list.find((pending) => pending.state === state)
  }

  /** What the browser keeps when one more has begun. */
  with(pending: PendingSignIn): string {
    return this.#sealed([pending, ...this.#list].slice(0, PENDING_MAX))
  }

  /** What it keeps when one has ended; empty when none is left. */
  without(state: string): string {
    const left = this.#list.filter((pending) => pending.state !== state)
    return left.length === 0 ? '' : this.#sealed(left)
  }

  #sealed(list: readonly PendingSignIn[]): string {
    // The newest is the one that matters, should all of them be too long.
    return this.#box.seal(list) ?? this.#box.seal(list.slice(0, 1)) ?? ''
  }
}
