import { ProtocolError, type SeatMemory } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { isPassing } from '../../connection/refusal.ts'
import { LatestSender } from './latest-sender.ts'

/** The server stores every change, and nobody needs the last one at once. */
const INTERVAL_MS = 1_000

/** Keeps with the seat what a later page wants to find again. */
export function createMemorySender(connection: SignalingConnection): LatestSender<SeatMemory> {
  const send = async (memory: SeatMemory): Promise<void> => {
    try {
      await connection.request('seat:remember', memory)
    } catch (error) {
      // What the server will never take is not offered again and again.
      if (!(error instanceof ProtocolError) || isPassing(error.code)) throw error
    }
  }
  return new LatestSender(send, INTERVAL_MS)
}
