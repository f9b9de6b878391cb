import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'
import { BYSTANDERS, type BystanderReport } from './bystander-report.ts'

// A process of its own: somebody who sits in a room while the server is attacked, and asks
// again and again how fast it answers. Its own waits must not come from the attacker's work.
// It ends when its parent lets go of it.

// Somewhat less often than one connection may ask.
const PING_INTERVAL_MS = 60

async function run(url: string): Promise<void> {
  const peer = await NativePeer.join({ url, room: BYSTANDERS, name: 'Bystander' })
  let pings: number[] = []
  let failed = false
  process.on('message', () => {
    process.send?.({
      pings,
      isWell: !failed && !peer.ended && peer.signaling.connected,
    } satisfies BystanderReport)
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
