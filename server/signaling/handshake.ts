import { ERRORS, PROTOCOL_VERSION, type ErrorCode } from '../../protocol/index.ts'

/** The reason to refuse a handshake, or undefined. `auth` is untrusted. */
export function handshakeRefusal(auth: unknown): ErrorCode | undefined {
  const version = (auth as { protocolVersion?: unknown } | null | undefined)?.protocolVersion
  return version === PROTOCOL_VERSION ? undefined : 'protocol_mismatch'
}

/** An error that Socket.IO hands to the client's `connect_error` with its code. */
export function connectError(code: ErrorCode): Error & { data: { code: ErrorCode; message: string } } {
  return Object.assign(new Error(ERRORS[code]), { data: { code, message: ERRORS[code] } })
}
