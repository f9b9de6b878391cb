/** How a sign-in ends. Texts are for the browser to keep; an empty one is to be forgotten. */
type SignInResult =
  | { kind: 'signed-in'; returnTo: string; pending: string; session: string; idToken: string }
  | { kind: 'cancelled'; returnTo: string; pending: string }
  | { kind: 'stale' }
  | { kind: 'unavailable' }
  | { kind: 'failed'; pending: string }

/** What the pages for signing in need of accounts. */
export interface SignInPort {
  /** What people know the provider by. */
  readonly name: string
  /** How long somebody stays signed in, in seconds. */
  readonly sessionSeconds: number
  /** Who is signed in by what a browser shows; null for a guest. */
  account(session: string | undefined): { name?: string; picture?: string; operator?: true } | null
  /** Begins a sign-in; undefined while the provider is away. */
  begin(
    redirectUri: string,
    returnTo: string,
    pending: string | undefined,
  ): Promise<{ location: string; pending: string } | undefined>
  /** @param answer - the redirect URI with the query of the provider's answer */
  finish(answer: URL, pending: string | undefined): Promise<SignInResult>
  /** @returns where to sign out of the provider as well; undefined where that is not offered */
  end(session: string | undefined, idToken: string | undefined, returnTo: string): string | undefined
}
