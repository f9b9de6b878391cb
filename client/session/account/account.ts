/** Somebody who is signed in, as the server tells it. */
export interface Account {
  /** Null where the provider tells none. */
  name: string | null
}

/** The part of `fetch` that is used here. */
export type Fetch = (address: string, options: { method: string; cache: 'no-store' }) => Promise<Response>

const askServer: Fetch = (address, options) => fetch(address, options)

/**
 * Who is signed in.
 *
 * @param address - of `auth/me`
 * @returns null for a guest, and when the server does not answer
 */
export async function readAccount(address: string, ask: Fetch = askServer): Promise<Account | null> {
  const answer = await askFor(address, 'GET', ask)
  const account = fieldOf(answer, 'account')
  if (typeof account !== 'object' || account === null) return null
  const name = fieldOf(account, 'name')
  return { name: typeof name === 'string' ? name : null }
}

/**
 * Signs out of this server.
 *
 * @param address - of `auth/logout`
 * @returns whether it worked, and where to sign out of the provider as well, if that is offered
 */
export async function signOut(
  address: string,
  ask: Fetch = askServer,
): Promise<{ done: boolean; redirect: string | null }> {
  const answer = await askFor(address, 'POST', ask)
  const redirect = fieldOf(answer, 'redirect')
  // A page may be sent to an address of the web alone, whatever an answer says.
  const isAddress = typeof redirect === 'string' && /^https?:\/\//.test(redirect)
  return { done: answer !== undefined, redirect: isAddress ? redirect : null }
}

async function askFor(address: string, method: string, ask: Fetch): Promise<unknown> {
  try {
    const answer = await ask(address, { method, cache: 'no-store' })
    return answer.ok ? ((await answer.json()) as unknown) : undefined
  } catch {
    return undefined
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}
