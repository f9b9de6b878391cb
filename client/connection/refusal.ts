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

/** What a request of HTTP long-polling ended with, as the Socket.IO client tells it. */
interface PollingError {
  readonly code?: unknown
  readonly context?: { readonly status?: unknown; readonly responseText?: unknown }
}

/**
 * Reads why the server refused a handshake.
 *
 * @param error - what Socket.IO gives to `connect_error`; a server middleware can
 *   add `data` to it, and a request that was refused has an answer. Source: Socket.IO
 *   documentation, "Middlewares", "Handling middleware error"; "The Socket instance
 *   (client-side)", "connect_error".
 * @returns the refusal, or undefined when the server was not reached at all
 */
export function readRefusal(error: unknown): WireError | undefined {
  const data = (error as { data?: unknown } | null)?.data as Partial<WireError> | undefined
  const answer = readAnswer(error)
  const code = ERROR_CODES.find((known) => known === (data?.code ?? answer?.message))
  if (!code) return undefined
  return { code, message: typeof data?.message === 'string' ? data.message : ERRORS[code] }
}

/**
 * Whether something else than the server answered: a page that is not there, or one that
 * a proxy gives for every address. A proxy that says 502 to 504 is right, the server is away.
 */
export function isMisrouted(error: unknown): boolean {
  const { code, context } = (error ?? {}) as PollingError
  if (code === 'parser error') return true
  const status = typeof context?.status === 'number' ? context.status : 0
  return status >= 300 && status < 500 && readAnswer(error) === undefined
}

/** What the server itself says in the body of a refused request. */
function readAnswer(error: unknown): { message?: unknown } | undefined {
  const text = (error as PollingError | null)?.context?.responseText
  if (typeof text !== 'string' || !text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as { message?: unknown }
  } catch {
    return undefined
  }
}
