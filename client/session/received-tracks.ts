import type { ReceivedEntry } from '../media/receiver.ts'
import { trackKey, type ReceivedTrack, type SessionState } from './state.ts'

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
  for (const { participantId, source } of entries) {
    const key = trackKey(participantId, source)
    now[key] = before[key] ?? { participantId, source }
  }
  const keys = Object.keys(now)
  const same = keys.length === Object.keys(before).length && keys.every((key) => key in before)
  return same ? before : now
}
