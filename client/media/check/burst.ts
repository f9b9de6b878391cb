import type { EchoChannel } from './echo-line.ts'

/** What went out and what came back, in kbit/s. */
export interface BurstResult {
  upKbps: number
  downKbps: number
}

// Well below what ends a check, and more than any meeting sends: 10 Mbit/s.
const BYTES_PER_MS = 1250
// One packet: of a message in several, which nobody repeats, mediasoup sends nothing back.
const MESSAGE_BYTES = 1000
const BEAT_MS = 20
// What the browser holds back is on no line yet.
const BUFFER_BYTES = 256_000

/**
 * Sends messages for a short time, as fast as the line takes them up to 10 Mbit/s, and counts what comes back. What comes
 * back cannot be more than what went out, so that `downKbps` is what the line carries at least.
 *
 * @param durationMs - how long
 */
export async function measureBurst(channel: EchoChannel, durationMs: number): Promise<BurstResult> {
  const message = new ArrayBuffer(MESSAGE_BYTES)
  let sent = 0
  let received = 0
  channel.listen((bytes) => (received += bytes))
  const startedAt = performance.now()
  const elapsed = (): number => performance.now() - startedAt
  await new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => {
      const ms = Math.min(elapsed(), durationMs)
      try {
        while (sent < ms * BYTES_PER_MS && channel.bufferedAmount < BUFFER_BYTES) {
          channel.send(message)
          sent += MESSAGE_BYTES
        }
      } catch (error) {
        clearInterval(timer)
        reject(new Error('The channel has closed.', { cause: error }))
        return
      }
      if (ms < durationMs) return
      clearInterval(timer)
      resolve()
    }, BEAT_MS)
  }).finally(() => channel.listen(undefined))
  const ms = Math.max(1, elapsed())
  const kbps = (bytes: number): number => Math.max(0, Math.round((bytes * 8) / ms))
  return { upKbps: kbps(sent - channel.bufferedAmount), downKbps: kbps(received) }
}
