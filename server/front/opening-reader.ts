import type { Socket } from 'node:net'
import { OPENING_BYTES_MAX, readOpening, type Opening } from './first-bytes.ts'

// A browser begins to speak as soon as it is connected; headers and TLS handshakes have as long.
const OPENING_TIMEOUT_MS = 5000

/**
 * Reads until it is known what a connection speaks, and ends it when that takes longer than five seconds.
 *
 * @param done - called with what was read, while nothing else has been
 * @param silent - called instead when it ended, or had to be ended
 */
export function awaitOpening(
  socket: Socket,
  { done, silent }: { done: (opening: Opening, bytes: Buffer) => void; silent?: () => void },
): void {
  let bytes: Buffer = Buffer.alloc(0)
  const stop = (): void => {
    clearTimeout(timer)
    socket.off('data', read).off('end', giveUp).off('error', giveUp).off('close', stop)
  }
  const giveUp = (): void => {
    stop()
    silent?.()
    // An error may follow, which nobody else listens to.
    socket.on('error', () => undefined)
    socket.destroy()
  }
  const read = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    const tooLong: Opening | undefined = bytes.length > OPENING_BYTES_MAX ? { kind: 'invalid' } : undefined
    const opening = readOpening(bytes) ?? tooLong
    if (!opening) return
    stop()
    done(opening, bytes)
  }
  const timer = setTimeout(giveUp, OPENING_TIMEOUT_MS)
  timer.unref()
  socket.on('data', read).once('end', giveUp).once('error', giveUp).once('close', stop)
}
