import { isIPv4, isIPv6 } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Pems } from '../pems.ts'

/** The application protocol of TLS-ALPN-01, RFC 8737, section 6.2. */
export const ACME_PROTOCOL = 'acme-tls/1'

/**
 * What certificate authorities are answered with while an order is under way. It holds what our own orders put there
 * and nothing that strangers ask for.
 */
export class ChallengeAnswers {
  readonly #http = new Map<string, string>()
  readonly #tls = new Map<string, SecureContext>()

  /**
   * The key authorization for a token of HTTP-01, RFC 8555, section 8.3.
   *
   * @returns undefined for what no order asked for
   */
  httpAnswer(token: string): string | undefined {
    return this.#http.get(token)
  }

  /**
   * The certificate for a handshake of TLS-ALPN-01, RFC 8737, section 3.
   *
   * @param servername - as the client sent it
   * @returns undefined for what no order asked for
   */
  tlsAnswer(servername: string): SecureContext | undefined {
    return this.#tls.get(servername.toLowerCase())
  }

  /**
   * Answers an HTTP-01 challenge.
   *
   * @returns takes the answer back
   */
  answerHttp(token: string, keyAuthorization: string): () => void {
    this.#http.set(token, keyAuthorization)
    return () => void this.#http.delete(token)
  }

  /**
   * Answers a TLS-ALPN-01 challenge.
   *
   * @param identifier - host name or IP address
   * @returns takes the answer back
   */
  answerTls(identifier: string, pems: Pems): () => void {
    const name = challengeServername(identifier)
    this.#tls.set(name, createSecureContext(pems))
    return () => void this.#tls.delete(name)
  }
}

/**
 * The name that a certificate authority asks for in the handshake: of an IP address the one for reverse look-ups,
 * RFC 8738, section 6.
 */
export function challengeServername(identifier: string): string {
  if (isIPv4(identifier)) return `${identifier.split('.').reverse().join('.')}.in-addr.arpa`
  if (!isIPv6(identifier)) return identifier.toLowerCase()
  const digits = ipv6Groups(identifier).map((group) => group.padStart(4, '0'))
  return `${Array.from(digits.join('')).reverse().join('.')}.ip6.arpa`
}

/** The eight groups of an IPv6 address; RFC 5952, section 4, as the URL parser writes it. */
function ipv6Groups(address: string): string[] {
  const canonical = new URL(`https://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const split = (part: string): string[] => part.split(':').filter(Boolean)
  if (tail === undefined) return split(head)
  const missing = 8 - split(head).length - split(tail).length
  return [...split(head), ...Array<string>(missing).fill('0'), ...split(tail)]
}
