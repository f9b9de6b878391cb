import { can, canWriteTo, ProtocolError, type Role, type RoomRules } from '../../../protocol/index.ts'

/**
 * Sees that somebody may write what they want to send.
 *
 * @param recipient - of a private message; undefined for one to everybody
 * @throws {ProtocolError} `not_allowed`
 */
export function requireMayWrite(
  sender: { role: Role },
  recipient: { role: Role } | undefined,
  rules: RoomRules,
): void {
  const may = recipient ? canWriteTo(sender.role, recipient.role, rules) : can(sender.role, 'chat', rules)
  if (!may) throw new ProtocolError('not_allowed')
}
