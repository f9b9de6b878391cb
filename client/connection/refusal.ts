import { ERROR_CODES, ERRORS, type ErrorCode, type WireError } from '../../protocol/index.ts'

/**
 * Refusals that may be gone a moment later, so that it makes sense to try again. After
 * an outage the dead connections of a whole network count for some time beside the new ones.
 */
const PASSING_CODES: ReadonlySet<ErrorCode> = new Set([
  'too_many_connections',
  'server_draining',
  'server_full',
  'network_full',
  'media_unavailable',
  'rate_limited',
  'internal',
])

/** Whether trying again without any change may succeed. */
export function isPassing(code: ErrorCode): boolean {
  return PASSING_CODES.has(code)
}

/**
 * Reads why the server refused a handshake.
 *
 * @param error - what Socket.IO gives to `connect_error`; a server middleware can
 *   add `data` to it. Source: Socket.IO documentation, "Middlewares", "Handling
 *   middleware error".
 * @returns the refusal, or undefined when the server was not reached at all
 */
export function readRefusal(error: unknown): WireError | undefined {
  const data = (error as { data?: unknown } | null)?.data as Partial<WireError> | undefined
  const code = ERROR_CODES.find((known) => known === data?.code)
  if (!code) return undefined
  return { code, message: typeof data?.message === 'string' ? data.message : ERRORS[code] }
}
