import { add, sum } from '../harness/counters.ts'
import { NOTHING_RECEIVED, type ReceivedTotals } from '../native-peer/receiver.ts'
import type { MediaClients } from './media-clients.ts'
import type { SignalingOnlyClients } from './signaling-only-clients.ts'

/** The clients of one process. */
export interface ProcessClients {
  mediaClients: MediaClients
  signalingOnlyClients: SignalingOnlyClients
}

/** Sums over all clients of a process at one moment. */
export interface Snapshot {
  /** By `performance.now()`. */
  at: number
  received: ReceivedTotals
  sent: { packets: number; bytes: number }
  signalingMessages: number
}

/** Adds up what all clients of a process have sent and received so far. */
export function takeSnapshot({ mediaClients, signalingOnlyClients }: ProcessClients): Snapshot {
  const { present } = mediaClients
  return {
    at: performance.now(),
    received: present.reduce((total, { received }) => add(total, received), NOTHING_RECEIVED),
    sent: present.reduce((total, { sent }) => add(total, sent), { packets: 0, bytes: 0 }),
    signalingMessages: sum(
      [...present, ...signalingOnlyClients.present],
      ({ signalingMessages }) => signalingMessages,
    ),
  }
}
