import { nativeCapabilities } from '../native-peer/rtp-capabilities.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { createChoices } from './choices.ts'
import { FLOODS } from './flood-attacks.ts'
import { attackerOf } from './floods.ts'

// A process of its own: every attack, one after another and again from the first, for so many
// seconds. Nobody else may wait for its work. Tells its parent how many attacks were made.

async function run([url = '', room = '', seconds, secondsEach, seed]: string[]): Promise<void> {
  const end = performance.now() + Number(seconds) * 1000
  const client = await SignalingClient.connect(url, { localAddress: attackerOf(0) })
  const rtpCapabilities = nativeCapabilities(client.welcome.rtpCapabilities)
  client.close()
  const choices = createChoices(Number(seed))
  let attacks = 0
  while (performance.now() < end) {
    for (const [index, flood] of Object.values(FLOODS).entries()) {
      const until = Math.min(end, performance.now() + Number(secondsEach) * 1000)
      if (performance.now() >= end) break
      const { opened } = await flood({ url, from: attackerOf(index), room, rtpCapabilities, choices, until })
      if (opened > 0) attacks += 1
    }
  }
  process.send?.(attacks)
}

process.on('disconnect', () => process.exit(1))
await run(process.argv.slice(2))
process.exit(0)
