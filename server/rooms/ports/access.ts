import { ProtocolError, type Role } from '../../../protocol/index.ts'

/** What a token or an account from elsewhere says of somebody. */
export interface Grant {
  /** Names the same person again wherever they come from the same place; null when it names nobody. */
  subject: string | null
  /** The name to show; absent where the person chooses. */
  name?: string
  /** Address of a picture. */
  picture?: string
  /** The role that it gives in a room; null leaves that to the room. */
  role: Role | null
  /** Whether it is an operator of the server, by its groups; absent for everybody else. */
  operator?: true
}

/** Reads what portals and accounts vouch for. */
export interface AccessPort {
  /**
   * `open`: whoever knows the name of a room may come. `accounts`: rooms by accounts only, guests by the lobby.
   * `tokens`: nobody without a token of a portal.
   */
  readonly mode: 'open' | 'accounts' | 'tokens'
  /**
   * Reads a join token.
   *
   * @param device - mark of the holder's browser, by which a token that belongs to one browser knows it
   * @throws {ProtocolError} `token_invalid` for one that is altered, expired, of somebody else or for another room
   */
  readToken(token: string, room: string, device?: string): Promise<Grant>
}

/** No tokens and no accounts. */
export const OPEN_ACCESS: AccessPort = {
  mode: 'open',
  readToken: () => Promise.reject(new ProtocolError('token_invalid')),
}
