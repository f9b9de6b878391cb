import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'

// A process of its own: somebody who sits in a room while the server is attacked, and asks
// again and again how fast it answers. Its own waits must not come from the attacker's work.
// It ends when its parent lets go of it.

// Somewhat less often than one connection may ask.
const PING_INTERVAL_MS = 60

/** What a bystander tells when it is asked. */
export interface BystanderReport {
  /** Milliseconds until each answer, since the last report. */
  pings: number[]
  /** Whether it still has its seat, and all that it asked was answered. */
  isWell: boolean
}

async function run(url: string): Promise<void> {
  const peer = await NativePeer.join({ url, room: 'bystanders', name: 'Bystander' })
  let pings: number[] = []
  let failed = false
  process.on('message', () => {
    process.send?.({ pings, isWell: !failed && !peer.ended && peer.signaling.connected })
    pings = []
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.('ready')
  for (;;) {
    const begun = performance.now()
    await peer.signaling.request('ping', {}).catch(() => (failed = true))
    pings.push(performance.now() - begun)
    await delay(PING_INTERVAL_MS)
  }
}

await run(process.argv[2] ?? '')
