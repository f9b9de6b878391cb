import { ProtocolError } from '../../protocol/index.ts'
import type { AccountsSettings } from '../config/schema-accounts.ts'
import type { Logger } from '../observability/logger.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import type { AccessPort } from '../rooms/ports/access.ts'
import type { RoomStore } from '../rooms/ports/store.ts'
import type { SignIn } from './accounts/sign-in.ts'

/** What is believed, and what it is proved with. */
export interface AccessOptions {
  settings: AccountsSettings
  /** `admin.groups`. */
  operators?: readonly string[]
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
 * Reads the keys of all portals, and looks for the provider of accounts without waiting for it. What is not set up
 * is not loaded: the libraries of tokens and accounts take ten megabytes.
 *
 * @throws {Error} with what to do, when a key cannot be read
 */
export async function createAccess(options: AccessOptions): Promise<Access> {
  const [readToken, signIn] = await Promise.all([createReader(options), createSignIn(options)])
  return { mode: options.settings.mode, readToken, signIn, close: () => signIn?.close() }
}

async function createReader({
  settings: { tokens, pictureHosts },
  store,
  logger,
  refusals,
}: AccessOptions): Promise<AccessPort['readToken']> {
  if (tokens.length === 0)
    return async () => {
      refusals.log(
        'token',
        { reason: 'access.tokens is empty' },
        'a join token was refused; see access.tokens',
      )
      return await Promise.reject(new ProtocolError('token_invalid'))
    }
  const { JoinTokens } = await import('./tokens/join-tokens.ts')
  const joinTokens = await JoinTokens.create({ tokens, pictureHosts, logger, refusals, used: store })
  return (token, room, device) => joinTokens.read(token, room, device)
}

async function createSignIn({
  settings,
  operators = [],
  store,
  logger,
  refusals,
}: AccessOptions): Promise<SignIn | null> {
  const { oidc, pictureHosts } = settings
  const { issuer, clientId } = oidc
  if (issuer === undefined || clientId === undefined) return null
  const { SignIn } = await import('./accounts/sign-in.ts')
  return new SignIn({
    settings: { ...oidc, issuer, clientId },
    pictureHosts,
    operators,
    secret: store.secret,
    logger,
    refusals,
  })
}
