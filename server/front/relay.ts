import { connect, type Socket } from 'node:net'
import { byKind, type RelayedBytes, type RelayedKind, type RelayOrder } from './relay-messages.ts'

// Checks of consent come every few seconds (RFC 7675, section 5.1); TURN refreshes within minutes, and its
// clients ping more often.
const IDLE_MS = 120_000

/** One connection of a guest, and the one on this machine that it is carried to. */
interface Pair {
  readonly kind: RelayedKind
  readonly guest: Socket
  readonly inside: Socket
  counted: { sent: number; received: number }
}

/**
 * Carries connections of guests to ports of this machine. Each has two buffers of the size of a stream's high
 * water mark and no more: who reads slowly slows down who writes.
 */
export class Relay {
  readonly #pairs = new Set<Pair>()
  readonly #ended: (id: number) => void
  #uncounted = byKind(() => ({ sent: 0, received: 0 }))

  /** @param ended - called once for each connection, when nothing of it is left */
  constructor(ended: (id: number) => void) {
    this.#ended = ended
  }

  /**
   * Carries a connection until either end closes it, breaks, or nothing passes for two minutes.
   *
   * @param guest - undefined when it ended before it came here
   */
  carry({ id, kind, target, opening }: RelayOrder, guest: Socket | undefined): void {
    if (!guest || guest.destroyed) {
      guest?.destroy()
      this.#ended(id)
      return
    }
    const inside = connect({ ...target, noDelay: true })
    const pair: Pair = { kind, guest, inside, counted: { sent: 0, received: 0 } }
    this.#pairs.add(pair)
    guest.setNoDelay(true)
    const first = Buffer.from(opening, 'base64')
    inside.write(first)
    this.#uncounted[kind].received += first.length
    guest.pipe(inside)
    inside.pipe(guest)
    let open = 2
    const leave = (): void => {
      guest.destroy()
      inside.destroy()
      open -= 1
      if (open > 0) return
      this.#count(pair)
      this.#pairs.delete(pair)
      this.#ended(id)
    }
    for (const socket of [guest, inside]) {
      // Whatever broke, its end follows.
      socket.on('error', () => undefined)
      socket.setTimeout(IDLE_MS, () => socket.destroy())
      socket.once('close', leave)
    }
  }

  /** Bytes since this was called last; undefined when there were none. */
  takeBytes(): Record<RelayedKind, RelayedBytes> | undefined {
    for (const pair of this.#pairs) this.#count(pair)
    const bytes = this.#uncounted
    const { ice, turn } = bytes
    if (ice.sent + ice.received + turn.sent + turn.received === 0) return undefined
    this.#uncounted = byKind(() => ({ sent: 0, received: 0 }))
    return bytes
  }

  #count(pair: Pair): void {
    const { guest, inside, counted } = pair
    const total = { sent: inside.bytesRead, received: guest.bytesRead }
    this.#uncounted[pair.kind].sent += total.sent - counted.sent
    this.#uncounted[pair.kind].received += total.received - counted.received
    pair.counted = total
  }
}
