import { ERRORS, PROTOCOL_VERSION, type ErrorCode } from '../../protocol/index.ts'

/**
 * Whether a page of this origin may connect. Browsers always send an Origin with
 * a WebSocket; other programs have no user whose session could be abused.
 *
 * @param origin - the Origin header, if any
 * @param host - the Host header, as the browser saw it
 * @param allowed - further origins that the operator allows
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  try {
    return host !== undefined && new URL(origin).host === host.toLowerCase()
  } catch {
    return false
  }
}

/** The reason to refuse a handshake, or undefined. `auth` is untrusted. */
export function handshakeRefusal(auth: unknown): ErrorCode | undefined {
  const version = (auth as { protocolVersion?: unknown } | null | undefined)?.protocolVersion
  return version === PROTOCOL_VERSION ? undefined : 'protocol_mismatch'
}

/** An error that Socket.IO hands to the client's `connect_error` with its code. */
export function connectError(code: ErrorCode): Error & { data: { code: ErrorCode; message: string } } {
  return Object.assign(new Error(ERRORS[code]), { data: { code, message: ERRORS[code] } })
}
