import { after } from 'node:test'
import { nativeCapabilities } from '../../../tools/native-peer/rtp-capabilities.ts'
import { NativePeer } from '../../../tools/native-peer/native-peer.ts'
import { endNativeTransports } from '../../../tools/native-peer/native-transport.ts'
import { SignalingClient } from '../../../tools/native-peer/signaling-client.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { Participant } from './participant.ts'
import type { Scene } from './scene.ts'

// They keep the test process alive until this.
after(async () => await endNativeTransports())

type Stage = Pick<Scene, 'server' | 'room' | 'atEnd'>

/**
 * Lets somebody without a browser join the room of a scene. What they send is real
 * RTP, but no browser can decode their pictures.
 */
export async function joinNative({ server, room, atEnd }: Stage, name: string): Promise<NativePeer> {
  const peer = await NativePeer.join({ url: server.origin, room, name })
  atEnd(() => peer.close())
  return peer
}

/**
 * Lets people take seats who neither send nor receive: they cost next to nothing.
 *
 * @returns their connections, in the order of the names
 */
export async function joinSilently(
  scene: Stage,
  names: readonly string[],
): Promise<readonly SignalingClient[]> {
  const { server, room, atEnd } = scene
  const connections: SignalingClient[] = []
  for (const name of names) {
    const signaling = await SignalingClient.connect(server.origin)
    atEnd(() => signaling.close())
    const rtpCapabilities = nativeCapabilities(signaling.welcome.rtpCapabilities)
    await signaling.request('room:join', { room, name, rtpCapabilities })
    connections.push(signaling)
  }
  return connections
}

/** So many names that are easy to tell apart. */
export function guests(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `Guest ${String(index + 1).padStart(3, '0')}`)
}

/** Waits until the opener of the panel counts so many people. */
export async function counts(person: Participant, people: number): Promise<void> {
  await waitFor(`${person.name} counts ${people} people`, async () => {
    const shown = await person.control('People').locator('[data-count]').getAttribute('data-count')
    return shown === String(people) || `${shown} are counted`
  })
}
