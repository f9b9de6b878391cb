import { ERRORS, ProtocolError } from '../../../protocol/index.ts'
import { isConnectionTrouble } from '../../connection/request-errors.ts'
import { UnsupportedBrowserError } from '../../media/session/engine.ts'
import type { Failure } from './state.ts'

/** The server cannot be reached. */
export const UNREACHABLE: Failure = {
  code: 'unreachable',
  message: 'The server cannot be reached. Check your network; the page tries again by itself.',
}

/** Something else answers in place of the server. */
export const MISROUTED: Failure = {
  code: 'misrouted',
  message: 'The address of this server is set up wrong. Tell whoever runs it.',
}

/** Says in one code and sentence what went wrong, whatever was thrown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ProtocolError) return { code: error.code, message: error.message }
  if (error instanceof UnsupportedBrowserError) return { code: 'unsupported_browser', message: error.message }
  if (isConnectionTrouble(error)) return UNREACHABLE
  return { code: 'internal', message: ERRORS.internal }
}
