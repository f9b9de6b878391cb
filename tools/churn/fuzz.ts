import fc from 'fast-check'
import { NativePeer } from '../native-peer/native-peer.ts'
import { enliven, hostileRequests, type LiveIds } from './hostile-request.ts'

/** What is sent where. */
export interface FuzzOptions {
  /** Origin of the server. */
  url: string
  messages: number
  /** The same seed sends the same requests. */
  seed: number
  progress?: (sent: number) => void
}

/** What came of it. */
export interface FuzzResult {
  sent: number
  /** Answers by code; `ok` for requests that took effect. */
  answers: Record<string, number>
  /** Requests to which no answer came although the connection lived. */
  unanswered: { name: string; args: unknown[] }[]
  /** Connections that the server ended. */
  disconnects: number
  /** Payloads that were sent on chat streams. */
  chatPayloads: number
}

// The server lets 128 requests of one connection wait.
const BATCH = 100
const CONNECTIONS = 4

/**
 * Sends requests of every kind, in and out of order, and random texts and bytes on
 * the chat streams, over connections that hold seats. Ids that live are mixed in.
 *
 * @throws {Error} when the server no longer takes anybody
 */
export async function runFuzz({ url, messages, seed, progress }: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { sent: 0, answers: {}, unanswered: [], disconnects: 0, chatPayloads: 0 }
  const people = new Map<number, NativePeer>()
  try {
    for (let batch = 0; result.sent < messages; batch += 1) {
      const index = batch % CONNECTIONS
      const peer = await seated(people, index, { url, seed, batch })
      await sendBatch(peer, { seed: seed + batch, count: Math.min(BATCH, messages - result.sent) }, result)
      progress?.(result.sent)
    }
  } finally {
    for (const peer of people.values()) peer.close()
  }
  return result
}

/** Somebody who is inside; a new one where requests have thrown the last one out. */
async function seated(
  people: Map<number, NativePeer>,
  index: number,
  { url, seed, batch }: { url: string; seed: number; batch: number },
): Promise<NativePeer> {
  const known = people.get(index)
  if (known?.signaling.connected && !known.ended && (await holdsSeat(known))) return known
  known?.close()
  const peer = await NativePeer.join({ url, room: `fuzz-${index % 2}`, name: `Fuzz ${seed} ${batch}` })
  people.set(index, peer)
  await peer.publishMicrophone({ level: -20 })
  return peer
}

/** A seat is needed to raise a hand. */
async function holdsSeat(peer: NativePeer): Promise<boolean> {
  return await peer.signaling.request('hand:set', { raised: true }).then(
    () => true,
    () => false,
  )
}

async function sendBatch(
  peer: NativePeer,
  { seed, count }: { seed: number; count: number },
  result: FuzzResult,
): Promise<void> {
  const picks = fc.sample(fc.nat({ max: 1_000_000 }), { seed, numRuns: 1000 })
  let picked = 0
  const pick = (below: number): number => {
    picked += 1
    return (picks[picked % picks.length] ?? 0) % below
  }
  sendChatPayloads(peer, seed, result)
  const ids = liveIds(peer)
  const sends = fc.sample(hostileRequests, { seed, numRuns: count }).map(async ({ name, args }) => {
    result.sent += 1
    const live = args.map((params) => enliven(params, ids, pick))
    try {
      const ack = await peer.signaling.ask(name, ...live)
      const code = ack.ok ? 'ok' : ack.error.code
      result.answers[code] = (result.answers[code] ?? 0) + 1
    } catch {
      if (peer.signaling.connected) result.unanswered.push({ name, args: live })
      else result.disconnects += 1
    }
  })
  await Promise.all(sends)
}

function sendChatPayloads(peer: NativePeer, seed: number, result: FuzzResult): void {
  const payloads = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc.string().map((text) => JSON.stringify({ type: 'message', clientId: 'x', text })),
    fc.integer().map((seq) => JSON.stringify({ type: 'since', seq })),
  )
  for (const payload of fc.sample(payloads, { seed, numRuns: 20 })) {
    try {
      peer.chat.sendRaw(payload)
      result.chatPayloads += 1
    } catch {
      // A request of the last batch may have ended the stream.
      return
    }
  }
}

function liveIds(peer: NativePeer): LiveIds {
  const { send, receive } = peer.joined.transports
  const producers = peer.publications.map(({ producerId }) => producerId)
  const consumers = peer.receiver.streams.map(({ consumerId }) => consumerId)
  return {
    transportId: [send.id, receive.id],
    producerId: producers,
    consumerIds: consumers,
    producerIds: producers,
    participantId: [peer.id, ...peer.roster.others.map(({ id }) => id)],
    resumeToken: [peer.resumeToken],
    pins: peer.roster.others.map(({ id }) => id),
  }
}
