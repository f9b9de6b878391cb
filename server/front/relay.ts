import { connect, type Socket } from 'node:net'
import { byKind, type RelayedBytes, type RelayedKind, type RelayTarget } from './relay-messages.ts'

// Checks of consent come every few seconds (RFC 7675, section 5.1), pings of pages and of TURN clients as well.
const IDLE_MS = 120_000

/** A connection of a guest, and where it is carried. */
export interface Passage {
  readonly kind: RelayedKind
  readonly guest: Socket
  /** A port of this machine, or the path of a socket. */
  readonly target: RelayTarget | { readonly path: string }
  /** What comes before all that the guest sends from now on. */
  readonly first: Buffer
}

interface Pair {
  readonly kind: RelayedKind
  readonly inside: Socket
  counted: RelayedBytes
}

/**
 * Carries connections of guests to ports of this machine. Each has two buffers of the size of a stream's high
 * water mark and no more: who reads slowly slows down who writes.
 */
export class Relay {
  readonly #pairs = new Set<Pair>()
  #uncounted = byKind(() => ({ sent: 0, received: 0 }))

  /** Carries a connection until either end closes it, breaks, or nothing passes for two minutes. */
  carry({ kind, guest, target, first }: Passage): void {
    const inside = connect({ ...target, noDelay: true })
    const pair: Pair = { kind, inside, counted: { sent: 0, received: 0 } }
    this.#pairs.add(pair)
    guest.setNoDelay(true)
    inside.write(first)
    guest.pipe(inside)
    inside.pipe(guest)
    for (const [socket, other] of [
      [guest, inside],
      [inside, guest],
    ] as const) {
      // Whatever broke, its end follows.
      socket.on('error', () => undefined)
      socket.setTimeout(IDLE_MS, () => socket.destroy())
      socket.once('close', () => other.destroy())
    }
    inside.once('close', () => {
      this.#count(pair)
      this.#pairs.delete(pair)
    })
  }

  /** Bytes since this was called last; undefined when there were none. */
  takeBytes(): Record<RelayedKind, RelayedBytes> | undefined {
    for (const pair of this.#pairs) this.#count(pair)
    const bytes = this.#uncounted
    if (Object.values(bytes).every(({ sent, received }) => sent + received === 0)) return undefined
    this.#uncounted = byKind(() => ({ sent: 0, received: 0 }))
    return bytes
  }

  #count(pair: Pair): void {
    const { inside, counted } = pair
    const total = { sent: inside.bytesRead, received: inside.bytesWritten }
    this.#uncounted[pair.kind].sent += total.sent - counted.sent
    this.#uncounted[pair.kind].received += total.received - counted.received
    pair.counted = total
  }
}
