import type { AccountsSettings } from '../config/schema-accounts.ts'
import type { Logger } from '../observability/logger.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import type { AccessPort } from '../rooms/ports/access.ts'
import type { RoomStore } from '../rooms/ports/store.ts'
import { SignIn } from './accounts/sign-in.ts'
import { JoinTokens } from './tokens/join-tokens.ts'

/** What is believed, and what it is proved with. */
export interface AccessOptions {
  settings: AccountsSettings
  /** Holds the signing secret, and what is good once and was used. */
  store: Pick<RoomStore, 'secret' | 'loadUsed' | 'saveUsed'>
  logger: Logger
  refusals: RefusalLog
}

/** Whose word the server takes on who somebody is. */
export interface Access extends AccessPort {
  /** Accounts of elsewhere; null where none are set up. */
  readonly signIn: SignIn | null
  close(): void
}

/**
 * Reads the keys of all portals, and looks for the provider of accounts without waiting for it.
 *
 * @throws {Error} with what to do, when a key cannot be read
 */
export async function createAccess({ settings, store, logger, refusals }: AccessOptions): Promise<Access> {
  const { mode, tokens, pictureHosts, oidc } = settings
  const joinTokens = await JoinTokens.create({ tokens, pictureHosts, logger, refusals, used: store })
  const { issuer, clientId } = oidc
  const signIn =
    issuer === undefined || clientId === undefined
      ? null
      : new SignIn({
          settings: { ...oidc, issuer, clientId },
          pictureHosts,
          secret: store.secret,
          logger,
          refusals,
        })
  return {
    mode,
    readToken: (token, room, device) => joinTokens.read(token, room, device),
    signIn,
    close: () => signIn?.close(),
  }
}
