import type { ReceivedEntry } from '../../media/receive/receiver.ts'
import { trackKey, type ReceivedTrack, type SessionState } from '../state/state.ts'

/**
 * The map of received tracks, from all media sessions that still show something.
 *
 * @param before - the present map; it is returned itself when nothing differs, so
 *   that nothing renders again
 */
export function mapReceived(
  before: SessionState['received'],
  entries: readonly ReceivedEntry[],
): SessionState['received'] {
  const now: Record<string, ReceivedTrack> = {}
  for (const entry of entries) {
    const key = trackKey(entry.participantId, entry.source)
    const known = before[key]
    const same = known?.paused === entry.paused && known.stall === entry.stall
    now[key] = same ? known : entry
  }
  const keys = Object.keys(now)
  const same = keys.length === Object.keys(before).length && keys.every((key) => now[key] === before[key])
  return same ? before : now
}
