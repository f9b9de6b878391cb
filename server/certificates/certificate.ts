import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Pems } from './pems.ts'
import type { SecureContext } from 'node:tls'

/** What can be said of the certificate that is served now, and of the next one. Nothing in it is secret. */
export interface CertificateState {
  /** Where it comes from. With ACME it is `self-signed` until the first one is there. */
  readonly kind: 'files' | 'self-signed' | 'acme'
  /** Host names and IP addresses that it is good for. */
  readonly names: readonly string[]
  readonly validFrom: Date
  readonly validUntil: Date
  /** Who signed it: the common name of the issuer, or its organisation. */
  readonly issuer: string
  /** When the next one is asked for; null where nobody asks. A time that has passed means: now. */
  readonly nextAttemptAt: Date | null
  /** Why the last attempt brought none, in one line; null when it did or none was made. */
  readonly lastError: string | null
}

/** Where the certificate comes from, and what it is now. */
export interface CertificateSource {
  /** The key and the certificate to serve now. */
  pems(): Pems
  state(): CertificateState
  /** Whether browsers may be told to insist on HTTPS (RFC 6797): never for what they warn about. */
  allowsHsts(): boolean
  /** Calls back with each certificate that takes the place of the former. */
  onRenewed(listener: (pems: Pems) => void): void
  /**
   * The certificate that answers a handshake of a certificate authority for a name, RFC 8737, or undefined when nobody
   * asks for that name. Absent where no authority comes.
   */
  challengeContext?(servername: string): SecureContext | undefined
  /** Begins what needs a server that listens already. Never fails. */
  start(): Promise<void>
  /** Ends it. May be called more than once. */
  close(): Promise<void>
}

/** What a certificate says of itself. */
export type CertificateFacts = Pick<CertificateState, 'names' | 'validFrom' | 'validUntil' | 'issuer'>

/**
 * Reads the first certificate of a PEM text.
 *
 * @throws {Error} when it is none
 */
export function readFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem)
  const entries = certificate.subjectAltName?.split(', ') ?? []
  const names = entries.flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? [])
  return {
    names,
    validFrom: certificate.validFromDate,
    validUntil: certificate.validToDate,
    issuer: /^(?:CN|O)=(.+)$/m.exec(certificate.issuer)?.[1] ?? certificate.issuer.replaceAll('\n', ', '),
  }
}

/** Whether a certificate is good for every one of these host names and IP addresses. */
export function coversAll(pem: string, names: readonly string[]): boolean {
  const certificate = new X509Certificate(pem)
  return names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)))
}
