import { waitFor } from '../../tools/harness/wait-for.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { receivesMore } from './expect-media.ts'

/**
 * Holds a meeting of two: sound flows from one to the other, and a message.
 *
 * @param url - origin of the server
 * @throws {Error} when something of it does not arrive
 */
export async function meet(url: string): Promise<void> {
  const ada = await NativePeer.join({ url, room: 'demo', name: 'Ada' })
  const bob = await NativePeer.join({ url, room: 'demo', name: 'Bob' })
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  ada.chat.send('hello')
  await waitFor(() => (bob.chat.messages.length > 0 ? undefined : 'the chat does not arrive'))
  await Promise.all([ada.leave(), bob.leave()])
}
