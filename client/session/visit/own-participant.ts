import { splitNameMark } from '../../../protocol/display-name.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import type { SessionStore } from '../state/session-store.ts'

/**
 * Changes the own name. A refusal changes nothing.
 *
 * @returns the name to join with later, without the mark that the server may have added; undefined
 *   when it refused
 */
export async function renameSelf(
  connection: SignalingConnection,
  store: SessionStore,
  typed: string,
): Promise<string | undefined> {
  const reply = await connection.request('participant:rename', { name: typed }).catch(() => undefined)
  if (!reply) return undefined
  const { name } = reply
  store.patch(({ self }) => ({ self: self && { ...self, name } }))
  return splitNameMark(name).name
}

/** Raises or lowers the own hand. A refusal changes nothing. */
export async function setOwnHand(
  connection: SignalingConnection,
  store: SessionStore,
  raised: boolean,
): Promise<void> {
  const accepted = await connection.request('hand:set', { raised }).catch(() => undefined)
  if (!accepted) return
  // The server's own time follows with its next notification.
  store.patch(({ self }) => ({ self: self && { ...self, handRaisedAt: raised ? Date.now() : null } }))
}
