import type { Client } from 'acme-client'
import type { AcmeLibrary } from './client.ts'
import type { Account } from './kept-files.ts'
import { AcmeProblem } from './problem.ts'

/** As whom an authority is asked. */
export interface Applicant {
  /** Where the authority may write to; null for nowhere. */
  readonly email: string | null
  /** What binds the account to one elsewhere, RFC 8555, section 7.3.4. */
  readonly eab: { readonly keyId: string; readonly secret: string } | null
}

/** What signing in needs. */
export interface SignInOptions extends Applicant {
  /** The account of before; undefined for the first one. */
  readonly account: Account | undefined
  /** Hears of the account before anything is ordered with it. */
  readonly accountKnown: (account: Account) => Promise<void>
  /** Whether the authority asks for an account elsewhere. */
  readonly requiresBinding: boolean
}

/**
 * Goes on with the account of before, or with a new one when the authority does not know it any more. The key and the
 * address of the account are both kept: to find it by its key alone costs a request that some authorities refuse.
 *
 * @returns who speaks for the account
 * @throws {AcmeProblem} when the authority asks for an account elsewhere and none is set
 */
export async function signIn(
  library: AcmeLibrary,
  { email, eab, account, accountKnown, requiresBinding }: SignInOptions,
): Promise<Client> {
  const contact = email === null ? {} : { contact: [`mailto:${email}`] }
  const known = account && (await findAccount(library, account, email, contact))
  if (known && 'client' in known) {
    await accountKnown({ ...known.account, email })
    return known.client
  }
  const key = known?.key ?? (await library.crypto.createPrivateEcdsaKey()).toString()
  if (requiresBinding && !eab) {
    throw new AcmeProblem(
      'This certificate authority asks for an account elsewhere. Set listen.acme.eab.keyId and listen.acme.eab.secret to what it gave you.',
      { type: 'externalAccountRequired' },
    )
  }
  const binding = eab && { externalAccountBinding: { kid: eab.keyId, hmacKey: eab.secret } }
  const client = library.client({ accountKey: key, ...binding })
  await accountKnown({ key, url: null, email })
  await client.createAccount({ termsOfServiceAgreed: true, ...contact })
  await accountKnown({ key, url: client.getAccountUrl(), email })
  return client
}

/**
 * Looks for the account of before.
 *
 * @returns who speaks for it; the key alone when the authority does not have it; undefined when it is closed for ever,
 *   so that the next one needs another key
 */
async function findAccount(
  library: AcmeLibrary,
  account: Account,
  email: string | null,
  contact: { contact?: string[] },
): Promise<{ client: Client; account: Account } | { key: string } | undefined> {
  const { key, url } = account
  if (url === null) return { key }
  const client = library.client({ accountKey: key, accountUrl: url })
  try {
    // Without a change it is a POST-as-GET, RFC 8555, section 7.3.
    const { status } = await client.updateAccount(account.email === email ? {} : { contact: [], ...contact })
    return status === 'valid' ? { client, account } : undefined
  } catch (error) {
    const type = library.refusal()?.type
    if (type === 'accountDoesNotExist') return { key }
    if (type === 'unauthorized') return undefined
    throw error
  }
}
