import type { Config } from './config/schema.ts'
import type { AddressLimits } from './limits/address-account.ts'
import type { ConnectionRates } from './limits/connection-usage.ts'
import type { Rate } from './lib/token-bucket.ts'

// Whatever the share is, a school class in a few rooms is no attack.
const ROOMS_AT_LEAST = 10
const SEATS_AT_LEAST = 100
// Refused in words up to here, so that people read why; above that a socket is cut.
const SOCKETS_BEYOND = 32
// A browser reads pages over a few connections beside that of its meeting.
const TCP_PER_SESSION = 2
const TCP_BEYOND = 128
// A request that is asked too often is refused in words; a connection that goes on is ended.
const MESSAGES_PER_REQUEST = 5
const MESSAGES_AT_ONCE = 1000
// Twice what a message has on average, a large view or a join included.
const BYTES_PER_MESSAGE = 512
const ADDRESS_BURST_SECONDS = 5
// Answering an HTTP request, or opening a connection, costs as much as so many messages.
const REQUEST_MESSAGES = 10
const CONNECTION_MESSAGES = 5
// However little is allowed, a few people can open the pages at once.
const PAGE_LOAD_REQUESTS = 200

/** What one connection may send before it is ended. */
export function connectionRates({ limits }: Config): ConnectionRates {
  const messages = {
    perSecond: limits.requestsPerSecond * MESSAGES_PER_REQUEST,
    burst: Math.max(MESSAGES_AT_ONCE, limits.requestBurst * MESSAGES_PER_REQUEST),
  }
  return {
    messages,
    bytes: {
      perSecond: messages.perSecond * BYTES_PER_MESSAGE,
      burst: messages.burst * BYTES_PER_MESSAGE,
    },
  }
}

/** What one address may have and do. */
export function addressLimits(config: Config): AddressLimits {
  const { limits, rooms } = config
  const one = connectionRates(config)
  const sessions = limits.connectionsPerAddress
  // An address may do what one connection may.
  const rate = (perSecond: number, ofOne: Rate): Rate => ({
    perSecond: Math.max(perSecond, ofOne.perSecond),
    burst: Math.max(perSecond * ADDRESS_BURST_SECONDS, ofOne.burst),
  })
  const share = (messages: number): Rate => ({
    perSecond: limits.addressMessagesPerSecond / messages,
    burst: Math.max(PAGE_LOAD_REQUESTS, (limits.addressMessagesPerSecond * ADDRESS_BURST_SECONDS) / messages),
  })
  return {
    held: {
      tcpConnections: sessions * TCP_PER_SESSION + TCP_BEYOND,
      sockets: sessions + SOCKETS_BEYOND,
      sessions,
      rooms: Math.max(ROOMS_AT_LEAST, Math.floor(rooms.maxRooms * limits.addressShare)),
      seats: Math.max(SEATS_AT_LEAST, Math.floor(limits.maxSeats * limits.addressShare)),
    },
    rates: {
      joins: { perSecond: limits.joinsPerSecond, burst: limits.joinBurst },
      requests: share(REQUEST_MESSAGES),
      connections: share(CONNECTION_MESSAGES),
      messages: rate(limits.addressMessagesPerSecond, one.messages),
      bytes: rate(limits.addressBytesPerSecond, one.bytes),
    },
  }
}
