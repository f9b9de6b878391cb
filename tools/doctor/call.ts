import { randomBytes } from 'node:crypto'
import { ProtocolError } from '../../protocol/index.ts'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import { waitFor } from '../harness/wait-for.ts'
import { NativePeer } from '../native-peer/native-peer.ts'
import { endNativeTransports } from '../native-peer/native-transport.ts'

const PACKETS = 10
const CALL_MS = 8000

/**
 * Two participants meet in a room whose name nobody can guess: one speaks, and the other has to receive it.
 *
 * @param url - of the start page, on this machine
 */
export async function call(url: string): Promise<Finding> {
  const room = `doctor-${randomBytes(16).toString('hex')}`
  const peers: NativePeer[] = []
  const join = async (name: string): Promise<NativePeer> => {
    // The certificate has a check of its own.
    const peer = await NativePeer.join({ url, room, name, signaling: { insecureTls: true } })
    peers.push(peer)
    return peer
  }
  try {
    const [speaker, listener] = [await join('Doctor A'), await join('Doctor B')]
    await speaker.publishMicrophone({ level: -20 })
    const received = (): number =>
      listener.receiver.streams.reduce((sum, stream) => sum + stream.counts.packets, 0)
    await waitFor(
      () => (received() >= PACKETS ? undefined : `${received()} packets of sound came, and not ${PACKETS}`),
      { timeoutMs: CALL_MS },
    )
    return ok('media.call', 'Two participants joined a room over UDP, and one heard the other.')
  } catch (error) {
    if (error instanceof ProtocolError) {
      return problem('media.closed', 'note', `A room for the call was refused: ${error.message}`)
    }
    const what = `A call within this machine failed: ${error instanceof Error ? error.message : String(error)}`
    return problem('media.call', 'error', what)
  } finally {
    for (const peer of peers) peer.close()
    await endNativeTransports()
  }
}
