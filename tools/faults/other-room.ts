import { NativePeer } from '../native-peer/native-peer.ts'
import type { ReceivedStream } from '../native-peer/receiver.ts'
import { waitFor } from '../harness/wait-for.ts'

// Comfortably more than a packet every 20 ms that comes a little late.
const STEADY_PACKETS = 50

/** Two native peers, one of which speaks, in a room that a fault must not touch. */
export class OtherRoom {
  readonly #clients: readonly NativePeer[]
  readonly #stream: ReceivedStream
  #missingBefore = 0
  #worstMs = 0
  #closed = false
  #timer: NodeJS.Timeout | undefined

  private constructor(clients: readonly NativePeer[], stream: ReceivedStream) {
    this.#clients = clients
    this.#stream = stream
  }

  /** Lets both join, and waits until one hears the other. */
  static async open(url: string, room: string): Promise<OtherRoom> {
    const carol = await NativePeer.join({ url, room, name: 'Carol' })
    const dan = await NativePeer.join({ url, room, name: 'Dan' })
    await carol.publishMicrophone({ level: -20 })
    const stream = await waitFor(() => dan.receiver.find(carol.id, 'microphone') ?? 'Dan does not hear Carol')
    await waitFor(() =>
      stream.counts.packets >= STEADY_PACKETS ? undefined : 'Dan hears too little of Carol',
    )
    return new OtherRoom([carol, dan], stream)
  }

  /** Begins to measure. */
  begin(): void {
    this.#missingBefore = this.#stream.counts.missing
    this.#timer = setInterval(() => {
      const { lastAt } = this.#stream.counts
      if (lastAt !== undefined) this.#worstMs = Math.max(this.#worstMs, performance.now() - lastAt)
    }, 20)
  }

  /** Packets that were lost since `begin`, and whether anybody was thrown out. */
  end(): { otherRoomPacketsLost: number; otherRoomGapMs: number; otherRoomSeatsLost: number } {
    clearInterval(this.#timer)
    return {
      otherRoomPacketsLost: Math.max(0, this.#stream.counts.missing - this.#missingBefore),
      otherRoomGapMs: this.#worstMs,
      otherRoomSeatsLost: this.#clients.filter(({ ended }) => ended !== undefined).length,
    }
  }

  /** Ends the room. May be called more than once. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    for (const client of this.#clients) client.signaling.emit('room:leave', {}, () => undefined)
    for (const client of this.#clients) client.close()
  }
}
