import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'
import { PAUSE_MS, repeat, type Flood } from './flood.ts'

const PAYLOADS_PER_TURN = 200

/** Chat payloads of one byte as fast as they go, and then gone without a goodbye. */
const chatPayloads: Flood = async ({ url, from, choices, until }) =>
  await repeat(1, until, async () => {
    const room = `flood-${choices.below(4)}`
    const signaling = { localAddress: from }
    const peer = await NativePeer.join({ url, room, name: 'Mallory', signaling }).catch(() => undefined)
    if (!peer) return { opened: 0, stopped: 1 }
    try {
      while (performance.now() < until && !peer.ended) {
        for (let count = 0; count < PAYLOADS_PER_TURN; count += 1) peer.chat.sendRaw('x')
        await delay(PAUSE_MS)
      }
    } catch {
      // The server has ended the stream.
    }
    const outcome = { opened: 1, stopped: peer.ended ? 1 : 0 }
    peer.signaling.breakLine()
    peer.close()
    return outcome
  })

/** Attacks over media transports. */
export const MEDIA_FLOODS = { chatPayloads }
