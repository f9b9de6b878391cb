import assert from 'node:assert/strict'
import type { Source } from '../../protocol/index.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import type { ReceivedStream } from '../../tools/native-peer/receiver.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

/** Which stream of whom: a participant and its source. */
export interface Wanted {
  from: Pick<NativePeer, 'id'>
  source: Source
}

/**
 * Waits until a viewer received so many more packets of a stream from now on.
 *
 * @returns the stream
 */
export async function receivesMore(
  viewer: NativePeer,
  { from, source }: Wanted,
  packets = 20,
): Promise<ReceivedStream> {
  const stream = await waitFor(
    () =>
      viewer.receiver.find(from.id, source) ?? `${viewer.joined.self.name} has no consumer for the ${source}`,
  )
  const goal = stream.counts.packets + packets
  await waitFor(() => {
    if (viewer.receiver.find(from.id, source) !== stream) return `the consumer of the ${source} was replaced`
    return stream.counts.packets >= goal
      ? undefined
      : `${goal - stream.counts.packets} packets of the ${source} lack`
  })
  return stream
}

/** Waits until a viewer has no consumer for a stream. */
export async function losesStream(viewer: NativePeer, { from, source }: Wanted): Promise<void> {
  await waitFor(() => (viewer.receiver.find(from.id, source) ? `the ${source} is still open` : undefined))
}

/** Waits until a viewer gets this simulcast layer. */
export async function receivesLayer(
  viewer: NativePeer,
  wanted: Wanted,
  layer: number,
): Promise<ReceivedStream> {
  const stream = await receivesMore(viewer, wanted, 1)
  await waitFor(() =>
    stream.counts.layer === layer ? undefined : `layer ${stream.counts.layer} instead of ${layer}`,
  )
  return stream
}

/**
 * Fails when a stream lost more than noise, or brought packets of a source that
 * is not the expected one.
 */
export function assertWhole({ counts, source }: ReceivedStream, stampNumber: number): void {
  // UDP may lose a packet even on the loopback address of a busy machine.
  const noise = Math.ceil(counts.packets / 100)
  assert.ok(
    counts.missing <= noise,
    `${counts.missing} of ${counts.packets} packets of the ${source} are missing`,
  )
  assert.ok(counts.outOfOrder <= noise, `${counts.outOfOrder} packets of the ${source} came out of order`)
  assert.deepEqual([...counts.sources], [stampNumber], `the ${source} is another one's`)
}

/** Fails when a peer received packets that none of its consumers explains. */
export function assertNoStrayPackets(...peers: readonly NativePeer[]): void {
  for (const { receiver, joined } of peers) {
    assert.deepEqual(
      [...receiver.unknownSsrcs],
      [],
      `${joined.self.name} received packets of unknown streams`,
    )
  }
}
