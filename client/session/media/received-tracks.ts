import { trackKey, type ReceivedTrack, type SessionState } from '../state/state.ts'

/**
 * The map of received tracks, from all media sessions that still show something.
 *
 * @param before - the present map; it is returned itself when nothing differs, so
 *   that nothing renders again
 */
export function mapReceived(
  before: SessionState['received'],
  tracks: readonly ReceivedTrack[],
): SessionState['received'] {
  const now: Record<string, ReceivedTrack> = {}
  for (const track of tracks) {
    const key = trackKey(track.participantId, track.source)
    const known = before[key]
    const same = known?.paused === track.paused && known.stall === track.stall
    now[key] = same ? known : track
  }
  const keys = Object.keys(now)
  const same = keys.length === Object.keys(before).length && keys.every((key) => now[key] === before[key])
  return same ? before : now
}
