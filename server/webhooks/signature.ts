import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'

/**
 * The key of a secret as receivers are given it.
 *
 * @param secret - `whsec_` and the key in base64
 */
export function secretKey(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), 'base64')
}

/**
 * The three headers by which a receiver knows that a message comes from this server and is not an old
 * one. Source: Standard Webhooks 1.0, "Signature scheme".
 *
 * @param keys - one signature for each, so that a secret can be changed without a gap
 * @param at - time of the attempt in milliseconds since 1970
 */
export function signatureHeaders(
  keys: readonly Buffer[],
  { id, body }: { id: string; body: string },
  at: number,
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(at / 1000))
  const content = `${id}.${timestamp}.${body}`
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
