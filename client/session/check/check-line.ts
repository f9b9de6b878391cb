import type { CheckLineResult, CheckPath, RequestReply } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { measureBurst, type BurstResult } from '../../media/check/burst.ts'
import { EchoLine, type EchoChannel } from '../../media/check/echo-line.ts'
import { readLine, type LineReading } from '../../media/check/line-reading.ts'
import type { Engine } from '../../media/session/engine.ts'

/** A line through which bytes have come back. */
export interface OpenLine {
  /** Milliseconds from the first attempt until then. */
  readonly connectMs: number
  read(): Promise<LineReading>
  /** Sends a track; the one that comes back. */
  echo(track: MediaStreamTrack): Promise<MediaStreamTrack>
  burst(durationMs: number): Promise<BurstResult>
  close(): void
}

/** Opens lines; replaceable in tests. */
export type LineOpener = (opening: {
  engine: Engine
  connection: SignalingConnection
  opened: RequestReply<'check:open'>
  path: CheckPath
  timeoutMs: number
}) => Promise<OpenLine>

/**
 * Opens a line and waits until bytes have come back.
 *
 * @throws {Error} when none did in time, or the server refused
 */
export const openLine: LineOpener = async ({ engine, connection, opened, path, timeoutMs }) => {
  const startedAt = performance.now()
  const line = new EchoLine({ engine, signaling: connection, opened, path })
  let channel: EchoChannel
  try {
    channel = await line.openChannel(AbortSignal.timeout(timeoutMs))
  } catch (error) {
    line.close()
    throw error
  }
  return {
    connectMs: performance.now() - startedAt,
    read: async () => readLine(await line.readStats()),
    echo: async (track) => {
      const back = await line.echo(track)
      await connection.request('check:ready', {})
      return back
    },
    burst: async (durationMs) => await measureBurst(channel, durationMs),
    close: () => line.close(),
  }
}

/** What a reading comes to, for the result. */
export function lineResult(
  { connectMs }: Pick<OpenLine, 'connectMs'>,
  reading: LineReading,
  framesPerSecond: number | null,
): CheckLineResult {
  const tenths = (value: number | null, most: number): number | null =>
    value === null ? null : Math.min(most, Math.round(value * 10) / 10)
  return {
    protocol: reading.protocol,
    isRelayed: reading.isRelayed,
    connectMs: Math.min(60_000, Math.round(connectMs)),
    roundTripMs: tenths(reading.roundTripMs, 60_000),
    jitterMs: tenths(reading.jitterMs, 60_000),
    lossUp: reading.lossUp,
    lossDown: reading.lossDown,
    upKbps: null,
    downKbps: null,
    framesPerSecond: tenths(framesPerSecond, 240),
  }
}
