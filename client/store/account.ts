import { create } from 'zustand'
import { readAccount, signOut as endSession, type Account } from '../session/account/account.ts'

/** Who this page takes itself to be signed in as. */
export interface AccountState {
  /** False until the server has answered. */
  isKnown: boolean
  account: Account | null
}

/** Who is signed in. */
export const useAccount = create<AccountState>()(() => ({ isKnown: false, account: null }))

let loading: Promise<void> | undefined

/**
 * Asks who is signed in, once for each page.
 *
 * @param address - of `auth/me`
 */
export async function loadAccount(address: string): Promise<void> {
  loading ??= readAccount(address).then((account) => useAccount.setState({ isKnown: true, account }))
  await loading
}

/**
 * Signs out.
 *
 * @param address - of `auth/logout`
 * @returns where to sign out of the provider as well; undefined when it did not work
 */
export async function signOut(address: string): Promise<string | null | undefined> {
  const { done, redirect } = await endSession(address)
  if (!done) return undefined
  useAccount.setState({ account: null })
  return redirect
}
