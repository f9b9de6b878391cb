import { ProtocolError, type ErrorCode, type WireError } from '../../../protocol/index.ts'
import { isPassing } from '../../connection/refusal.ts'
import { isConnectionTrouble } from '../../connection/request-errors.ts'

/** Whether a page that had its seat goes on asking for it after this error. */
export function canRetry(error: unknown): boolean {
  if (!(error instanceof ProtocolError)) return isConnectionTrouble(error)
  return isPassing(error.code) || error.code === 'already_joined'
}

/**
 * Whether a first join is given up at this error, before its time is over.
 *
 * @param hadSeat - this tab was in the room before, and waits where a newcomer is told
 */
export function isHopeless(error: unknown, hadSeat: boolean): boolean {
  if (!(error instanceof ProtocolError)) return !isConnectionTrouble(error)
  return error.code !== 'media_unavailable' && !(hadSeat && isPassing(error.code))
}

const ASKED_AT_DOORS: ReadonlySet<ErrorCode> = new Set([
  'lobby_wait',
  'host_absent',
  'password_required',
  'password_wrong',
  'invitation_invalid',
  'token_invalid',
])

/** Whether somebody whose seat is gone may still come in, by waiting or by what else they have. */
export function isAskedAtDoor(error: unknown): boolean {
  return error instanceof ProtocolError && ASKED_AT_DOORS.has(error.code)
}

/** A refusal of the connection, as an error that a caller can be given. */
export function refusalError({ code, message }: WireError): ProtocolError {
  return new ProtocolError(code, message)
}
