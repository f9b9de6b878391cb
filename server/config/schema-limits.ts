import { z } from 'zod'

/** What one connection, one address and everybody together may use. */
export const limitsSchema = z
  .strictObject({
    requestsPerSecond: z
      .number()
      .min(1)
      .max(10_000)
      .default(20)
      .describe(
        'Signaling requests that one connection may make for long, per second. Five times as many messages of any ' +
          'kind end the connection.',
      ),
    requestBurst: z
      .int()
      .min(10)
      .max(100_000)
      .default(100)
      .describe('Signaling requests that one connection may make at once, after a pause.'),
    maxSeats: z
      .int()
      .min(1)
      .max(100_000)
      .default(5000)
      .describe('Most seats in all rooms together, those of people who are reconnecting included.'),
    connectionsPerAddress: z
      .int()
      .min(1)
      .max(100_000)
      .default(2000)
      .describe(
        'Signaling connections from one IP address, counted from the first byte on; an IPv6 address counts ' +
          'with its whole /64 network. A whole school can share one address.',
      ),
    addressShare: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.25)
      .describe(
        'Share of all rooms (rooms.maxRooms) and seats (limits.maxSeats) that one IP address may hold, 1 is ' +
          'all; 10 rooms and 100 seats at least. Behind a proxy that listen.trustProxy does not name, ' +
          'everybody has one address: then set it to 1.',
      ),
    joinsPerSecond: z
      .number()
      .min(0.1)
      .max(100_000)
      .default(50)
      .describe('Attempts to join that one IP address may make for long, per second.'),
    joinBurst: z
      .int()
      .min(1)
      .max(100_000)
      .default(600)
      .describe('Attempts to join that one IP address may make at once, after a pause.'),
    addressMessagesPerSecond: z
      .int()
      .min(10)
      .max(1_000_000)
      .default(3000)
      .describe(
        'Messages of any kind that all connections of one IP address may send for long, per second, and five ' +
          'times as many at once. What is more ends the connection that sends it.',
      ),
    addressBytesPerSecond: z
      .int()
      .min(10_000)
      .max(1_000_000_000)
      .default(1_000_000)
      .describe(
        'Bytes of these messages, per second, and five times as many at once. What is more ends the ' +
          'connection that sends it.',
      ),
  })
  .describe('Guards against clients that ask too much.')
