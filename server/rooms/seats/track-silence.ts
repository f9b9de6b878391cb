import type { PublisherPort } from '../ports/media-publisher.ts'
import { isSilent, type SeatTrack } from './track-table.ts'

/**
 * Makes the engine do what holds for a track, also when that changes meanwhile: whatever the engine did last is what
 * was decided last.
 *
 * @param isThere - whether the track is still sent
 * @returns whether it is paused now
 */
export async function applySilence(
  publisher: Pick<PublisherPort, 'pause' | 'resume'>,
  track: SeatTrack,
  isThere: () => boolean,
): Promise<boolean> {
  const paused = isSilent(track)
  await (paused ? publisher.pause(track.producerId) : publisher.resume(track.producerId))
  if (isSilent(track) === paused || !isThere()) return paused
  return await applySilence(publisher, track, isThere)
}
