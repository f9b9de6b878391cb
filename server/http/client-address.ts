import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { createAddressList, plainAddress } from './address-list.ts'

/** The part of a request that tells where it comes from. */
export type AddressedRequest = Pick<IncomingMessage, 'headers'> & {
  socket: { remoteAddress?: string | undefined }
}

/**
 * Finds the address of the person behind a request. `X-Forwarded-For` is believed
 * as far as trusted proxies wrote it: read from its end, because whatever stands
 * before the first untrusted address may be invented.
 *
 * @param trustProxy - `listen.trustProxy`: addresses and ranges of proxies, or false
 * @returns a function from a request to an IP address; empty when the connection
 *   is gone already
 */
export function createClientAddress(
  trustProxy: false | readonly string[],
): (request: AddressedRequest) => string {
  const isTrusted = createIsProxy(trustProxy)
  return ({ headers, socket }) => {
    let address = plainAddress(socket.remoteAddress ?? '')
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(plainAddress)
    while (isTrusted(address)) {
      const next = forwarded.pop()
      if (next === undefined || isIP(next) === 0) break
      address = next
    }
    return address
  }
}

/**
 * Tells proxies from people.
 *
 * @param trustProxy - `listen.trustProxy`: addresses and ranges of proxies, or false
 * @returns whether an address, as a socket names it, is one of a trusted proxy
 */
export function createIsProxy(trustProxy: false | readonly string[]): (address: string) => boolean {
  const isTrusted = createAddressList(trustProxy === false ? [] : trustProxy)
  return (text) => isTrusted(plainAddress(text))
}
