/** What mediasoup makes on a transport. */
interface Closable {
  readonly closed: boolean
  close(): void
}

/**
 * Takes what a transport has just made, unless the transport closed meanwhile: mediasoup
 * then hands out an object that hears of no end, and holds on to its whole room.
 *
 * @returns undefined for an object that came too late; it is closed
 */
export function unlessLate<T extends Closable>(
  object: T,
  transport: { readonly closed: boolean },
): T | undefined {
  if (!transport.closed && !object.closed) return object
  object.close()
  return undefined
}

/** Reads the flag afresh: it changes while a call is awaited. */
export function isClosed(object: { readonly closed: boolean }): boolean {
  return object.closed
}
